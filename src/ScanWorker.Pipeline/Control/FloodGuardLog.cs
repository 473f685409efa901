using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

internal static partial class FloodGuardLog
{
    [LoggerMessage(EventIds.EntryQuarantined, LogLevel.Error,
        "An entry of bank {Bank} (id {ShortId}) matched {Contents} distinct contents; its matches go to review until "
            + "'scanworker sets release' ends it.")]
    internal static partial void EntryQuarantined(this ILogger logger, string bank, string shortId, long contents);

    [LoggerMessage(
        EventIds.EntryReleased, LogLevel.Information,
        "The quarantine of an entry of bank {Bank} (id {ShortId}) has ended.")]
    internal static partial void EntryReleased(this ILogger logger, string bank, string shortId);

    [LoggerMessage(EventIds.FloodCountersUnavailable, LogLevel.Warning,
        "The fleet's counts of matches by entry do not answer ({Problem}); this worker goes on with its own.")]
    internal static partial void FloodCountersUnavailable(this ILogger logger, string problem);

    [LoggerMessage(EventIds.BankRateJumped, LogLevel.Error,
        "Bank {Bank} matched {Rate:P2} of the last minute's uploads; usual is {Usual:P3}. A bad list, or a wave: a "
            + "person must look.")]
    internal static partial void BankRateJumped(this ILogger logger, string bank, double rate, double usual);
}
