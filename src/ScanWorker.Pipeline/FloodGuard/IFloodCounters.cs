using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.FloodGuard;

/// <summary>
/// How many distinct uploaders an entry has matched in the whole fleet, and which entries are quarantined. Thread-safe.
/// </summary>
/// <remarks>Each member may throw <see cref="FloodCountersUnavailableException"/>.</remarks>
public interface IFloodCounters
{
    /// <summary>Counts uploaders for an entry and reads the count of the window that ends now.</summary>
    /// <param name="set">The hash set's name.</param>
    /// <param name="entry">Which was matched.</param>
    /// <param name="uploaders">Digests of their names; where none is named, of the content. One that was counted before
    /// does not count again.</param>
    /// <param name="window">How far back it is counted, give or take a quarter.</param>
    /// <param name="cancellation">Shutdown.</param>
    /// <returns>Distinct ones; 0 where the fleet's counts cannot be trusted.</returns>
    ValueTask<long> CountAsync(
        string set, EntryKey entry, IReadOnlyCollection<Hash256> uploaders, TimeSpan window,
        CancellationToken cancellation);

    /// <returns>The entries in quarantine, as many as are read at most.</returns>
    ValueTask<Quarantines> ReadQuarantinesAsync(string set, CancellationToken cancellation);

    /// <summary>Puts an entry into quarantine, for every worker.</summary>
    /// <returns>False when it was there already, put there by a worker of the fleet.</returns>
    ValueTask<bool> QuarantineAsync(string set, Quarantine quarantine, CancellationToken cancellation);

    /// <summary>Ends a quarantine; the entry's count begins anew.</summary>
    /// <param name="set">The hash set's name.</param>
    /// <param name="entry">Which is believed again.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>False when it was not in quarantine.</returns>
    ValueTask<bool> ReleaseAsync(string set, EntryKey entry, CancellationToken cancellation);
}

/// <summary>An entry that matches too much to be believed.</summary>
/// <param name="Entry">Which.</param>
/// <param name="Since">When it was found.</param>
/// <param name="Uploaders">Of how many distinct ones it had matched uploads by then; where none is named, each distinct
/// content counts as one.</param>
public sealed record Quarantine(EntryKey Entry, DateTimeOffset Since, long Uploaders)
{
    /// <summary>The key by which a whole bank is held: no entry has it, since an entry's id is never empty.</summary>
    public static EntryKey WholeBank(string bank) => new(bank, "", "");

    /// <summary>The bank's match rate has jumped, so all of it is held.</summary>
    public bool IsOfBank => Entry == WholeBank(Entry.Bank);

    /// <summary>A worker of the fleet sealed it. What is not sealed is told to a person, and softens nothing.</summary>
    public bool IsOurs { get; init; } = true;

    /// <summary>Why matches of an entry only go to review; null when they count in full.</summary>
    /// <param name="match">Of the entry.</param>
    /// <param name="policy">Says whether the guard is on, and what follows when a bank's rate jumps.</param>
    /// <param name="isQuarantined">Of an entry, or of <see cref="WholeBank"/>.</param>
    internal static Softening? SofteningOf(
        KnownMatch match, VerdictPolicy policy, Func<EntryKey, bool> isQuarantined)
    {
        var bank = policy.BankOf(match.Bank);
        return bank.NeverSoftened ? null
            : policy.Settings.FloodGuard.Enabled && isQuarantined(match.Key) ? Softening.Quarantined
            : bank.OnRateJump == RateJumpResponse.Review && isQuarantined(WholeBank(match.Bank)) ? Softening.RateJump
            : null;
    }

    public override string ToString() => $"quarantine of {Entry.Bank}";
}

/// <summary>What was read of the fleet's quarantines.</summary>
/// <param name="Read">Sealed and unsealed ones; <see cref="Quarantine.IsOurs"/> tells which.</param>
/// <param name="IsWhole">False: there are more than are read, and nothing can be said of the others.</param>
public sealed record Quarantines(IReadOnlyCollection<Quarantine> Read, bool IsWhole = true);

/// <summary>The fleet's counters do not answer. A worker goes on with its own.</summary>
public sealed class FloodCountersUnavailableException(
    string message, Exception? cause = null) : Exception(message, cause);
