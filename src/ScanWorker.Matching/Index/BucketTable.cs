using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>
/// Rows sorted into 2^n buckets by the top n bits of a 32-bit key. A record is a row number with as many of the key's
/// next bits above it as fit: its signature, which tells most false candidates without looking at the row.
/// </summary>
/// <remarks>
/// Two sections: <see cref="BucketStarts"/>, then the records as 32-bit numbers. Contents are not trusted.
/// </remarks>
internal readonly unsafe struct BucketTable
{
    internal const int BucketBitsMax = 24;

    private readonly BucketStarts _starts;
    private readonly Column<uint> _records;

    /// <exception cref="SegmentException">The sections do not fit each other or the number of rows.</exception>
    internal BucketTable(Section starts, Section records, int rows)
    {
        _starts = new BucketStarts(starts);
        _records = records.As<uint>();
        Layout = new RecordLayout(_starts.BucketBits, rows);
        if (_records.Count != rows)
        {
            throw records.Wrong("does not fit the rows it was made for");
        }
    }

    internal int BucketBits => _starts.BucketBits;

    internal RecordLayout Layout { get; }

    /// <summary>The records of bucket <paramref name="bucket"/>, below 2^<see cref="BucketBits"/>.</summary>
    /// <exception cref="SegmentException">The table is altered here.</exception>
    internal ReadOnlySpan<uint> Bucket(uint bucket)
    {
        var (start, end) = _starts[bucket];
        if (start > end || end > (uint)_records.Count)
        {
            ThrowOutside();
        }

        return new ReadOnlySpan<uint>(_records.Start + start, (int)(end - start));
    }

    /// <summary>
    /// How many records have <paramref name="prefix"/> as the first bits of their key; at most as many as number the
    /// buckets.
    /// </summary>
    internal long CountUnder(uint prefix, int prefixBits)
    {
        var following = BucketBits - prefixBits;
        return (long)_starts[(prefix << following) | ((1u << following) - 1)].End - _starts[prefix << following].Start;
    }

    private static void ThrowOutside() => throw new SegmentException("A bucket of a search table lies outside of it.");
}
