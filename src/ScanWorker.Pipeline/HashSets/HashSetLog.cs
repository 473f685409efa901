using Microsoft.Extensions.Logging;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Pipeline.HashSets;

internal static partial class HashSetLog
{
    [LoggerMessage(EventIds.HashSetSwapped, LogLevel.Information,
        "Hash set {Set} version {Version} is live: {Entries} entries in {Banks} banks, {FetchedKiB} KiB fetched, "
            + "ready after {TookMs} ms.")]
    internal static partial void Swapped(
        this ILogger logger, string set, long version, int entries, int banks, long fetchedKiB, double tookMs);

    [LoggerMessage(EventIds.HashSetStartedFromSnapshot, LogLevel.Information,
        "Hash set {Set} version {Version}, made {AgeSeconds} s ago, is live from this worker's own copy after "
            + "{TookMs} ms.")]
    internal static partial void StartedFromSnapshot(
        this ILogger logger, string set, long version, double ageSeconds, double tookMs);

    [LoggerMessage(EventIds.HashSetNoSnapshot, LogLevel.Information,
        "There is no copy of hash set {Set} to start from; nothing is scanned until one has come from the store.")]
    internal static partial void NoSnapshot(this ILogger logger, string set);

    [LoggerMessage(EventIds.HashSetSnapshotRefused, LogLevel.Error,
        "The copy of hash set {Set} is not used ({Reason}): {Why} Nothing is scanned until a version has come from "
            + "the store.")]
    internal static partial void SnapshotRefused(this ILogger logger, string set, RefusalReason reason, string why);

    [LoggerMessage(EventIds.HashSetRefused, LogLevel.Error,
        "Hash set {Set} version {Version} is refused ({Reason}): {Why} Version {LiveVersion} stays live; next try in "
            + "{RetrySeconds} s.")]
    internal static partial void Refused(
        this ILogger logger, string set, long version, RefusalReason reason, string why, long liveVersion,
            double retrySeconds);

    [LoggerMessage(EventIds.HashSetStoreUnavailable, LogLevel.Warning,
        "The store of hash sets does not answer: {Why} Version {LiveVersion} stays live; it is tried again every "
            + "poll.")]
    internal static partial void StoreUnavailable(this ILogger logger, string why, long liveVersion);

    [LoggerMessage(EventIds.HashSetStoreBack, LogLevel.Information,
        "The store of hash sets answers again after {AwaySeconds} s.")]
    internal static partial void StoreBack(this ILogger logger, double awaySeconds);

    [LoggerMessage(EventIds.HashSetNothingPublished, LogLevel.Warning,
        "The store has no version of hash set {Set}; version {LiveVersion} stays live, and 0 means that nothing is "
            + "scanned.")]
    internal static partial void NothingPublished(this ILogger logger, string set, long liveVersion);

    [LoggerMessage(EventIds.HashSetSnapshotNotWritten, LogLevel.Error,
        "This worker's own copy of the hash set is not written: {Why} It goes on from memory and will need the store "
            + "at its next start.")]
    internal static partial void SnapshotNotWritten(this ILogger logger, string why);

    [LoggerMessage(EventIds.HashSetBankTooOld, LogLevel.Error,
        "Bank {Bank} was last updated at {UpdatedAt:u}, longer ago than its limit of {Limit}; newly listed items are "
            + "missed.")]
    internal static partial void BankTooOld(
        this ILogger logger, string bank, DateTimeOffset updatedAt, TimeSpan limit);

    [LoggerMessage(EventIds.HashSetNewsNotTold, LogLevel.Warning,
        "The custodian cannot be told that version {LiveVersion} is live here: {Problem} 'sets publish --wait' does not "
            + "count this worker; uploads are judged as usual.")]
    internal static partial void NewsNotTold(this ILogger logger, long liveVersion, string problem);

    [LoggerMessage(EventIds.HashSetHeadUnreadable, LogLevel.Error,
        "The current version of hash set {Set} cannot be read, so no new one is taken in: {Problem} Version "
            + "{LiveVersion} stays live.")]
    internal static partial void HeadUnreadable(this ILogger logger, string set, string problem, long liveVersion);
}
