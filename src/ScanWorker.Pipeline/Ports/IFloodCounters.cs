using ScanWorker.Hashing;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Control;

namespace ScanWorker.Pipeline.Ports;

/// <summary>
/// How many distinct contents an entry has matched in the whole fleet, and which entries are quarantined. Thread-safe.
/// </summary>
/// <remarks>Each member may throw <see cref="FloodCountersUnavailableException"/>.</remarks>
public interface IFloodCounters
{
    /// <summary>Counts contents for an entry and reads the count of the window that ends now.</summary>
    /// <param name="set">The hash set's name.</param>
    /// <param name="entry">Which was matched.</param>
    /// <param name="contents">SHA-256 of the contents; ones that were counted before do not count again.</param>
    /// <param name="window">How far back it is counted, give or take a quarter.</param>
    /// <param name="cancellation">Shutdown.</param>
    /// <returns>Distinct contents, within about a percent.</returns>
    ValueTask<long> CountAsync(
        string set, EntryKey entry, IReadOnlyCollection<Hash256> contents, TimeSpan window,
        CancellationToken cancellation);

    /// <returns>Every entry in quarantine.</returns>
    ValueTask<IReadOnlyCollection<Quarantine>> ReadQuarantinesAsync(string set, CancellationToken cancellation);

    /// <summary>Puts an entry into quarantine, for every worker.</summary>
    /// <returns>False when it was there already.</returns>
    ValueTask<bool> QuarantineAsync(string set, Quarantine quarantine, CancellationToken cancellation);

    /// <summary>Ends a quarantine; the entry's count begins anew.</summary>
    /// <param name="set">The hash set's name.</param>
    /// <param name="entry">Which is believed again.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>False when it was not in quarantine.</returns>
    ValueTask<bool> ReleaseAsync(string set, EntryKey entry, CancellationToken cancellation);
}
