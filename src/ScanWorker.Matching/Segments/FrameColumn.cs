using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Segments;

/// <summary>
/// The frames of videos: a hash a row, by ascending entry, with the entry of each row. An entry has any number of rows.
/// </summary>
internal readonly struct FrameColumn
{
    /// <summary>Most frames of one segment.</summary>
    internal const int RowsMax = int.MaxValue / Hash256.SizeBytes;

    private readonly Column<int> _entryOf;
    private readonly int _entries;

    /// <exception cref="SegmentException">The two sections do not fit each other.</exception>
    internal FrameColumn(Section hashes, Section entryOf, int entries)
    {
        (Hashes, _entryOf, _entries) = (hashes.As<Hash256>(), entryOf.As<int>(), entries);
        if (_entryOf.Count != Hashes.Count || Hashes.Count > RowsMax)
        {
            throw entryOf.Wrong("does not fit the frames");
        }
    }

    internal Column<Hash256> Hashes { get; }

    /// <exception cref="SegmentException">No such row, or the file is corrupt.</exception>
    internal int EntryOf(int row) => _entryOf[row] is var entry && (uint)entry < (uint)_entries
        ? entry
        : throw new SegmentException("A frame refers to an entry that is not there.");

    /// <summary>The rows of an entry that has some.</summary>
    /// <exception cref="SegmentException">It has none, as the rows do not ascend: the file is corrupt.</exception>
    internal (int Start, int End) RowsOfVideo(int entry) =>
        RowsOf(entry) is var (start, end) && start < end ? (start, end) : throw OutOfOrder();

    /// <summary>Null where the entry has none.</summary>
    internal VideoFrames? Find(int entry)
    {
        var (start, end) = RowsOf(entry);
        return start < end ? VideoFrames.AsWritten(Hashes.Span[start..end]) : null;
    }

    /// <exception cref="SegmentException">The rows do not ascend, or name entries that are not there.</exception>
    internal void CheckOrder()
    {
        for (var row = 0; row < _entryOf.Count; row++)
        {
            if (EntryOf(row) < (row == 0 ? 0 : _entryOf[row - 1]))
            {
                throw OutOfOrder();
            }
        }
    }

    private (int Start, int End) RowsOf(int entry) => (FirstFrom(entry), FirstFrom(entry + 1));

    // The first row whose entry is not below this one.
    private int FirstFrom(int entry)
    {
        var (low, high) = (0, _entryOf.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = _entryOf[middle] < entry ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static SegmentException OutOfOrder() => new("The frames are not in the order of their entries.");
}
