using Microsoft.Extensions.Logging;

namespace ScanWorker.Pipeline.Telemetry;

internal static partial class LoopMetricsLog
{
    [LoggerMessage(EventIds.PartitionsChanged, LogLevel.Information, "{Partitions} partitions {Kind}.")]
    internal static partial void PartitionsChanged(this ILogger logger, int partitions, string kind);

    [LoggerMessage(
        EventIds.ConsumptionPaused, LogLevel.Debug, "Consumption pauses until there is room, or nothing objects.")]
    internal static partial void ConsumptionPaused(this ILogger logger);

    [LoggerMessage(EventIds.ConsumptionResumed, LogLevel.Debug, "Consumption goes on.")]
    internal static partial void ConsumptionResumed(this ILogger logger);

    [LoggerMessage(
        EventIds.SourceUnavailable, LogLevel.Warning, "The broker cannot be read now; no offset moves: {Problem}")]
    internal static partial void SourceUnavailable(this ILogger logger, string problem);

    [LoggerMessage(
        EventIds.BatchAborted, LogLevel.Warning,
        "A transaction of {Events} events was aborted ({Cause}); its results are kept and written again.")]
    internal static partial void BatchAborted(this ILogger logger, int events, string cause);

    [LoggerMessage(
        EventIds.BatchSettled, LogLevel.Warning,
        "A transaction's end was not known ({Cause}); the group says that {Uploads} of its uploads are committed.")]
    internal static partial void BatchSettled(this ILogger logger, string cause, int uploads);

    [LoggerMessage(
        EventIds.BatchTooLarge, LogLevel.Error,
        "The broker refuses one of {Events} events as too large; the upload is found and its event shrunk.")]
    internal static partial void BatchTooLarge(this ILogger logger, int events);
}
