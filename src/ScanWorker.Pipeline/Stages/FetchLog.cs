using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Stages;

/// <summary>What the fetch stage says. Never where content is, nor whose: the upload's own log line has its
/// id.</summary>
internal static partial class FetchLog
{
    [LoggerMessage(EventIds.FetchRetried, LogLevel.Debug,
        "Attempt {Attempt} to fetch content failed in a way that may pass; the next follows in {PauseMs} ms.")]
    internal static partial void FetchRetried(this ILogger logger, int attempt, double pauseMs, Exception reason);

    [LoggerMessage(EventIds.FetchGivenUp, LogLevel.Warning,
        "The content of an upload could not be fetched in {Attempts} attempts; the upload counts as unscannable.")]
    internal static partial void FetchGivenUp(this ILogger logger, int attempts, Exception reason);

    [LoggerMessage(EventIds.FetchTimedOut, LogLevel.Warning,
        "An upload gave no complete content within {DeadlineMs} ms; it counts as unscannable.")]
    internal static partial void FetchTimedOut(this ILogger logger, double deadlineMs);
}
