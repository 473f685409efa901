namespace ScanWorker.Matching.Segments;

/// <summary>The hashes of one kind: rows only for entries that have one, with the entry of each row.</summary>
/// <remarks>When every entry has one, rows and entries are the same and the second section is empty.</remarks>
internal readonly struct HashColumn<T>
    where T : unmanaged
{
    private readonly Column<int> _entryOf;
    private readonly int _entries;

    /// <exception cref="SegmentException">The two sections do not fit each other.</exception>
    internal HashColumn(Section hashes, Section entryOf, int entries)
    {
        Hashes = hashes.As<T>();
        _entryOf = entryOf.As<int>();
        _entries = entries;
        IsDense = _entryOf.Count == 0;
        var fits = IsDense
            ? Hashes.Count == 0 || Hashes.Count == entries
            : _entryOf.Count == Hashes.Count && Hashes.Count <= entries;
        if (!fits)
        {
            throw entryOf.Wrong("does not fit the hashes");
        }
    }

    /// <summary>By row, in ascending order of their entries.</summary>
    internal Column<T> Hashes { get; }

    /// <summary>Every row belongs to the entry of the same number.</summary>
    internal bool IsDense { get; }

    /// <exception cref="SegmentException">No such row, or the file is corrupt.</exception>
    internal int EntryOf(int row)
    {
        if (IsDense)
        {
            return row;
        }

        var entry = _entryOf[row];
        return (uint)entry < (uint)_entries
            ? entry
            : throw new SegmentException("A hash refers to an entry that is not there.");
    }

    internal T? Find(int entry)
    {
        if (IsDense)
        {
            return Hashes.Count == 0 ? null : Hashes[entry];
        }

        var row = _entryOf.Span.BinarySearch(entry);
        return row < 0 ? null : Hashes[row];
    }
}
