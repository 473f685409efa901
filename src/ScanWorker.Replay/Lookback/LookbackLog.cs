using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline;

namespace ScanWorker.Replay.Lookback;

internal static partial class LookbackLog
{
    [LoggerMessage(EventIds.LookbackStarted, LogLevel.Information,
        "Looking back from version {Version} at uploads since {Since}, against {Entries} new entries.")]
    internal static partial void LookbackStarted(this ILogger logger, long version, DateTimeOffset since, int entries);

    [LoggerMessage(EventIds.LookbackFinished, LogLevel.Information,
        "Looked back from version {Version}; this worker at {Uploads} uploads in {Partitions} partitions: {Findings} "
            + "have another outcome, {Events} events were emitted.")]
    internal static partial void LookbackFinished(
        this ILogger logger, long version, long uploads, int partitions, long findings, long events);

    [LoggerMessage(EventIds.LookbackPartsUnsearched, LogLevel.Warning,
        "The look back from version {Version} could not search all uploads in full (their verdicts lack hashes of a part of "
            + "the picture that a bank's crops ask for by now, or lost hashes to the broker's size limit, or the search "
            + "among videos gave up): {Verdicts}.")]
    internal static partial void LookbackPartsUnsearched(this ILogger logger, long version, long verdicts);

    [LoggerMessage(
        EventIds.LookbackLeft, LogLevel.Information,
        "Another look back or rescan is at work; the one from version {Version} waits for its end.")]
    internal static partial void LookbackLeft(this ILogger logger, long version);

    [LoggerMessage(
        EventIds.LookbackVersionRefused, LogLevel.Warning,
        "Version {Past} cannot be compared with version {Version} ({Reason}: {Why}); all entries of the next count as new.")]
    internal static partial void LookbackVersionRefused(
        this ILogger logger, long version, long past, string reason, string why);

    [LoggerMessage(EventIds.LookbackDelayed, LogLevel.Warning, "The look back from version {Version} waits: {Problem}")]
    internal static partial void LookbackDelayed(this ILogger logger, long version, string problem);
}
