using System.Buffers;
using System.Runtime.InteropServices;

namespace ScanWorker.Matching.Index;

/// <summary>
/// The matches of one query, each entry once with its smallest distance. Kept by a thread and used again: no allocation
/// once grown.
/// </summary>
internal sealed class MatchSet
{
    private const int SlotsMin = 64;

    // A thread keeps the room for a quarter of a million matches, 5 MiB, and no more.
    private const int KeptSlotsMax = 1 << 19;

    [ThreadStatic]
    private static MatchSet? _ofThread;

    private NearMatch[] _matches = new NearMatch[SlotsMin / 2];
    private int[] _slots = new int[SlotsMin]; // Open addressing, at most half full: number of a match plus one, or 0.

    internal int Count { get; private set; }

    /// <summary>The calling thread's own, empty.</summary>
    internal static MatchSet Rent()
    {
        if (_ofThread is null || _ofThread._slots.Length > KeptSlotsMax)
        {
            _ofThread = new MatchSet();
        }

        _ofThread.Clear();
        return _ofThread;
    }

    internal void Add(in NearMatch match)
    {
        ref var slot = ref _slots[SlotOf(match.Entry)];
        if (slot != 0)
        {
            ref var known = ref _matches[slot - 1];
            if (match.Distance < known.Distance
                || (match.Distance == known.Distance && match.Transform < known.Transform))
            {
                known = match;
            }

            return;
        }

        _matches[Count++] = match;
        slot = Count;
        if (Count == _matches.Length)
        {
            Grow();
        }
    }

    /// <summary>
    /// Adds the matches to <paramref name="destination"/>, by distance, then entry; where there are more than
    /// <paramref name="matchesMax"/>, the nearest so many of each group.
    /// </summary>
    internal void CopyNearest<TGroup>(List<NearMatch> destination, int matchesMax, Func<NearMatch, TGroup> groupOf)
        where TGroup : notnull
    {
        if (matchesMax == 0 || Count == 0)
        {
            return;
        }

        var nearest = ArrayPool<ulong>.Shared.Rent(Count);
        for (var i = 0; i < Count; i++)
        {
            nearest[i] = ((ulong)_matches[i].Distance << 32) | (uint)_matches[i].Entry;
        }

        nearest.AsSpan(0, Count).Sort();
        var copied = Count > matchesMax ? new Dictionary<TGroup, int>() : null;
        foreach (var key in nearest.AsSpan(0, Count))
        {
            var match = _matches[_slots[SlotOf((int)key)] - 1];
            if (copied is null
                || ++CollectionsMarshal.GetValueRefOrAddDefault(copied, groupOf(match), out _) <= matchesMax)
            {
                destination.Add(match);
            }
        }

        ArrayPool<ulong>.Shared.Return(nearest);
    }

    private int SlotOf(int entry)
    {
        var mask = _slots.Length - 1;
        var slot = (int)(((uint)entry * 2654435769u) >> 7) & mask;
        while (_slots[slot] != 0 && _matches[_slots[slot] - 1].Entry != entry)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        Array.Resize(ref _matches, _matches.Length * 2);
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            _slots[SlotOf(_matches[i].Entry)] = i + 1;
        }
    }

    private void Clear()
    {
        if (Count * 8 > _slots.Length)
        {
            Array.Clear(_slots);
        }
        else
        {
            for (var i = Count - 1; i >= 0; i--)
            {
                _slots[SlotOf(_matches[i].Entry)] = 0; // Last come first: no other's way to its slot is cut.
            }
        }

        Count = 0;
    }
}
