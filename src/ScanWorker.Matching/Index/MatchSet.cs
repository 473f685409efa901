using System.Runtime.InteropServices;

namespace ScanWorker.Matching.Index;

/// <summary>The matches of one query, each entry once with its smallest distance. Kept by a thread and used again: no allocation once grown.</summary>
internal sealed class MatchSet
{
    [ThreadStatic]
    private static MatchSet? _ofThread;

    private readonly List<NearMatch> _matches = [];
    private int[] _slots = new int[64]; // Open addressing: number of a match plus one, or 0.

    /// <summary>The calling thread's own, empty.</summary>
    internal static MatchSet Rent()
    {
        var set = _ofThread ??= new MatchSet();
        set.Clear();
        return set;
    }

    internal int Count => _matches.Count;

    internal void Add(NearMatch match)
    {
        var slot = SlotOf(match.Entry);
        if (_slots[slot] == 0)
        {
            _matches.Add(match);
            _slots[slot] = _matches.Count;
            if (_matches.Count * 2 > _slots.Length)
            {
                Grow();
            }

            return;
        }

        ref var known = ref CollectionsMarshal.AsSpan(_matches)[_slots[slot] - 1];
        if ((match.Distance, match.Transform).CompareTo((known.Distance, known.Transform)) < 0)
        {
            known = match;
        }
    }

    /// <summary>Adds the nearest <paramref name="matchesMax"/> to <paramref name="destination"/>, by distance, then entry.</summary>
    internal void CopyNearest(List<NearMatch> destination, int matchesMax)
    {
        var all = CollectionsMarshal.AsSpan(_matches);
        all.Sort(static (left, right) =>
            left.Distance != right.Distance ? left.Distance.CompareTo(right.Distance) : left.Entry.CompareTo(right.Entry));
        foreach (ref readonly var match in all[..Math.Min(matchesMax, all.Length)])
        {
            destination.Add(match);
        }
    }

    private int SlotOf(int entry)
    {
        var mask = _slots.Length - 1;
        var slot = (int)((uint)entry * 2654435769u >> 7) & mask;
        while (_slots[slot] != 0 && _matches[_slots[slot] - 1].Entry != entry)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 4];
        for (var i = 0; i < _matches.Count; i++)
        {
            _slots[SlotOf(_matches[i].Entry)] = i + 1;
        }
    }

    private void Clear()
    {
        _matches.Clear();
        Array.Clear(_slots);
    }
}
