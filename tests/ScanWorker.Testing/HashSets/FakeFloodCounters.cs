using ScanWorker.Hashing;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Ports;

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

    public ValueTask<IReadOnlyCollection<Quarantine>> ReadQuarantinesAsync(string set, CancellationToken cancellation)
    {
        ThrowIfAway();
        return new([.. _quarantines.Values]);
    }

    public ValueTask<bool> QuarantineAsync(string set, Quarantine quarantine, CancellationToken cancellation)
    {
        ThrowIfAway();
        return new(_quarantines.TryAdd(quarantine.Entry, quarantine));
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
