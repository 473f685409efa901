using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Pipeline.FloodGuard;

/// <summary>
/// This worker's own counts of distinct uploaders by entry: what goes on while the fleet's counters are away. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// Bounded: an entry's uploaders are counted up to its limit, and only so many entries are held, the stalest dropped
/// first.
/// </remarks>
internal sealed class LocalFloodCounts(TimeProvider clock)
{
    private const int EntriesMax = 10_000;
    private readonly Dictionary<EntryKey, Counted> _counts = [];

    /// <returns>Distinct ones in the window so far.</returns>
    public long Add(EntryKey entry, IEnumerable<Hash256> uploaders, TimeSpan window, int uploadersMax)
    {
        var now = clock.GetTimestamp();
        if (!_counts.TryGetValue(entry, out var counted) || clock.GetElapsedTime(counted.Since, now) >= window)
        {
            MakeRoom();
            _counts[entry] = counted = new Counted(now);
        }

        foreach (var uploader in uploaders)
        {
            if (counted.Uploaders.Count <= uploadersMax)
            {
                counted.Uploaders.Add(uploader);
            }
        }

        return counted.Uploaders.Count;
    }

    public void Forget(EntryKey entry) => _counts.Remove(entry);

    private void MakeRoom()
    {
        if (_counts.Count >= EntriesMax)
        {
            _counts.Remove(_counts.MinBy(pair => pair.Value.Since).Key);
        }
    }

    private sealed record Counted(long Since)
    {
        public HashSet<Hash256> Uploaders { get; } = [];
    }
}
