using System.Numerics;
using System.Runtime.InteropServices;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Segments;

/// <summary>Collects entries and withdrawals and writes them as a <see cref="Segment"/>. Not thread-safe.</summary>
/// <remarks>
/// A key may be added and withdrawn any number of times: the last word counts. The same calls give the same bytes.
/// Keeps columns, not entries: about the size of the segment.
/// </remarks>
public sealed class SegmentBuilder
{
    private readonly EntryColumns _columns = new();
    private readonly KeyHashSet _keyHashes = new();
    private readonly List<int> _entriesBefore = []; // By withdrawal.
    private bool _mayRepeatKeys;

    /// <summary>How often <see cref="Add"/> was called.</summary>
    public int EntryCount => _columns.Entries;

    /// <summary>How often <see cref="Withdraw"/> was called.</summary>
    public int WithdrawalCount => _columns.Withdrawals;

    /// <summary>Adds an entry, or replaces the one with the same bank, source and entry id.</summary>
    /// <exception cref="ArgumentException">A text of the entry is no Unicode, or they are more than 1 MiB.</exception>
    /// <exception cref="InvalidOperationException">The segment is full: <see cref="Segment.RowsMax"/>.</exception>
    public void Add(Entry entry)
    {
        ThrowIfFull();
        _mayRepeatKeys |= !_keyHashes.Add(_columns.Add(entry));
    }

    /// <summary>Says that an entry of this or an earlier segment is no longer listed.</summary>
    /// <exception cref="ArgumentException">A text of the key is no Unicode, or is more than 1 MiB.</exception>
    /// <exception cref="InvalidOperationException">The segment is full: <see cref="Segment.RowsMax"/>.</exception>
    public void Withdraw(EntryKey key)
    {
        ThrowIfFull();
        _mayRepeatKeys |= !_keyHashes.Add(_columns.Withdraw(key));
        _entriesBefore.Add(EntryCount);
    }

    /// <summary>Entries that were added, also those that were replaced or withdrawn since.</summary>
    /// <param name="rows">A number to know each by, and how many entries had been added before it.</param>
    internal IEnumerable<(long Number, Entry Entry)> ReadAdded(IReadOnlyCollection<(long Number, int Row)> rows)
    {
        if (rows.Count == 0)
        {
            return [];
        }

        var segment = Segment.OpenTrusted(BytesOf(_columns.Write()));
        return rows.Select(row => (row.Number, segment.GetEntry(row.Row)));
    }

    /// <summary>The segment, in memory.</summary>
    /// <exception cref="InvalidOperationException">It is larger than an array; use <see cref="Write"/>.</exception>
    public Segment Build() => Segment.OpenTrusted(BytesOf(Sections()));

    /// <summary>Writes the segment's bytes from the stream's position on. The stream need not seek.</summary>
    public void Write(Stream destination) => SectionWriter.Write(FileHeader.SegmentMagic, Sections(), destination);

    private static ReadOnlyMemory<byte> BytesOf(IReadOnlyList<Section> sections)
    {
        var length = SectionWriter.LengthOf(sections);
        if (length > Array.MaxLength - SectionHeader.Alignment)
        {
            throw new InvalidOperationException($"The segment has {length} bytes and fits no array.");
        }

        // Where a mapped file would lie: hashes of 32 bytes then never cross a cache line.
        var bytes = GC.AllocateUninitializedArray<byte>((int)length + SectionHeader.Alignment, pinned: true);
        var start = (int)(-(long)Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0) & (SectionHeader.Alignment - 1));
        using var stream = new MemoryStream(bytes, start, (int)length);
        SectionWriter.Write(FileHeader.SegmentMagic, sections, stream);
        return bytes.AsMemory(start, (int)length);
    }

    private IReadOnlyList<Section> Sections() => (_mayRepeatKeys ? WithEachKeyOnce() : _columns).Write();

    private EntryColumns WithEachKeyOnce()
    {
        var segment = Segment.OpenTrusted(BytesOf(_columns.Write()));
        var lastWord = new Dictionary<EntryKey, int>(); // Rows: entries, then withdrawals.
        var withdrawal = 0;
        for (var entry = 0; entry <= EntryCount; entry++)
        {
            for (; withdrawal < WithdrawalCount && _entriesBefore[withdrawal] == entry; withdrawal++)
            {
                lastWord[segment.GetWithdrawal(withdrawal)] = EntryCount + withdrawal;
            }

            if (entry < EntryCount)
            {
                lastWord[segment.GetKey(entry)] = entry;
            }
        }

        var columns = new EntryColumns();
        foreach (var row in lastWord.Values.Order())
        {
            _ = row < EntryCount
                ? columns.Add(segment.GetEntry(row))
                : columns.Withdraw(segment.GetWithdrawal(row - EntryCount));
        }

        return columns;
    }

    private void ThrowIfFull()
    {
        if (_columns.Entries + _columns.Withdrawals >= Segment.RowsMax)
        {
            throw new InvalidOperationException($"A segment holds at most {Segment.RowsMax} entries and withdrawals.");
        }
    }
}

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
