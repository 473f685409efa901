using System.Numerics;

namespace ScanWorker.Matching.Segments;

/// <summary>
/// Key hashes that have been seen. A third of the time of a <see cref="HashSet{T}"/>, since its members are hashes
/// already.
/// </summary>
internal sealed class KeyHashSet
{
    private ulong[] _slots = new ulong[64]; // Open addressing, at most half full; 0 is an empty slot.
    private int _count;

    /// <returns>False when the hash was there; a set of hashes may say so of two different keys.</returns>
    internal bool Add(ulong hash)
    {
        hash |= 1; // Never 0. One bit of 64 less to tell keys apart with.
        ref var slot = ref SlotOf(hash);
        if (slot == hash)
        {
            return false;
        }

        slot = hash;
        if (++_count * 2 > _slots.Length)
        {
            Grow();
        }

        return true;
    }

    private ref ulong SlotOf(ulong hash)
    {
        var mask = _slots.Length - 1;
        var slot = (int)(hash >> (64 - BitOperations.Log2((uint)_slots.Length)));
        while (_slots[slot] != 0 && _slots[slot] != hash)
        {
            slot = (slot + 1) & mask;
        }

        return ref _slots[slot];
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[old.Length * 2];
        foreach (var hash in old)
        {
            if (hash != 0)
            {
                SlotOf(hash) = hash;
            }
        }
    }
}
