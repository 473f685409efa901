using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.FloodGuard;

namespace ScanWorker.Testing.HashSets;

/// <summary>The fleet's counters in memory; exact, without a window.</summary>
internal sealed class FakeFloodCounters : IFloodCounters
{
    private readonly Dictionary<EntryKey, HashSet<Hash256>> _contents = [];
    private readonly Dictionary<EntryKey, Quarantine> _quarantines = [];

    public bool IsAway { get; set; }

    public ValueTask<long> CountAsync(
        string set, EntryKey entry, IReadOnlyCollection<Hash256> contents, TimeSpan window,
            CancellationToken cancellation)
    {
        ThrowIfAway();
        if (!_contents.TryGetValue(entry, out var known))
        {
            _contents[entry] = known = [];
        }

        known.UnionWith(contents);
        return new(known.Count);
    }

    /// <summary>False: more than were read, as if somebody had written many.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>Puts there what somebody else has written.</summary>
    public void Forge(EntryKey entry) =>
        _quarantines[entry] = new Quarantine(entry, DateTimeOffset.UnixEpoch, 9) { IsOurs = false };

    public ValueTask<Quarantines> ReadQuarantinesAsync(string set, CancellationToken cancellation)
    {
        ThrowIfAway();
        return new(new Quarantines(IsWhole ? [.. _quarantines.Values] : [], IsWhole));
    }

    public ValueTask<bool> QuarantineAsync(string set, Quarantine quarantine, CancellationToken cancellation)
    {
        ThrowIfAway();
        var isNew = !_quarantines.TryGetValue(quarantine.Entry, out var there) || !there.IsOurs;
        if (isNew)
        {
            _quarantines[quarantine.Entry] = quarantine;
        }

        return new(isNew);
    }

    public ValueTask<bool> ReleaseAsync(string set, EntryKey entry, CancellationToken cancellation)
    {
        ThrowIfAway();
        _contents.Remove(entry);
        return new(_quarantines.Remove(entry));
    }

    private void ThrowIfAway()
    {
        if (IsAway)
        {
            throw new FloodCountersUnavailableException("The fake was told to be away.");
        }
    }
}
