using System.Runtime.InteropServices;
using ScanWorker.Matching.HashSets;

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
