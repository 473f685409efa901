using System.Numerics;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>
/// Rows sorted into 2^n buckets by the top n bits of a 32-bit key. A record is a row number with as many of the key's next bits
/// above it as fit: its signature, which tells most false candidates without looking at the row.
/// </summary>
/// <remarks>Sections: the 2^n + 1 starts of the buckets, then the records, both as 32-bit numbers. Contents are not trusted.</remarks>
internal readonly unsafe struct BucketTable
{
    internal const int BucketBitsMax = 24;

    private readonly Column<uint> _starts;
    private readonly Column<uint> _records;
    private readonly int _bucketBits;

    /// <exception cref="SegmentException">The sections do not fit each other or the number of rows.</exception>
    internal BucketTable(Section starts, Section records, int rows)
    {
        _starts = starts.As<uint>();
        _records = records.As<uint>();
        _bucketBits = BitOperations.Log2((uint)Math.Max(1, _starts.Count - 1));
        if (_starts.Count != (1 << _bucketBits) + 1 || _bucketBits > BucketBitsMax || _records.Count != rows)
        {
            throw starts.Wrong("does not fit the rows it was made for");
        }

        Layout = new RecordLayout(_bucketBits, rows);
    }

    internal int BucketBits => _bucketBits;

    internal RecordLayout Layout { get; }

    internal int Rows => _records.Count;

    /// <summary>The records of bucket <paramref name="bucket"/>, below 2^<see cref="BucketBits"/>.</summary>
    /// <exception cref="SegmentException">The table is altered here.</exception>
    internal ReadOnlySpan<uint> Bucket(uint bucket)
    {
        var (start, end) = (_starts[(int)bucket], _starts[(int)bucket + 1]);
        return start <= end && end <= (uint)_records.Count
            ? new ReadOnlySpan<uint>(_records.Start + start, (int)(end - start))
            : throw new SegmentException("A bucket of a search table lies outside of it.");
    }
}
