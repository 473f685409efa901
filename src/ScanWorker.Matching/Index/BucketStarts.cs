using System.Numerics;
using System.Runtime.InteropServices;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>Where each bucket of a <see cref="BucketTable"/> begins, in two bytes a bucket.</summary>
/// <remarks>
/// Buckets come in groups of 64. A group is a line of 34 32-bit words: the record at which it begins, then 65 16-bit
/// numbers counted from there, so that begin and end of a bucket stand side by side (one number is padding). A group
/// with more records than 16 bits can count makes the whole table plain: one 32-bit number a bucket, and the end. The
/// section's parameter says which, 1 or 2. Contents are not trusted.
/// </remarks>
internal readonly unsafe struct BucketStarts
{
    private const int GroupBits = 6;
    private const int GroupBuckets = 1 << GroupBits;
    private const int GroupBytes = sizeof(uint) + ((GroupBuckets + 2) * sizeof(ushort));
    private const uint Grouped = 1;
    private const uint Plain = 2;

    private readonly byte* _start;
    private readonly bool _isGrouped;

    /// <exception cref="SegmentException">The section is not as long as the starts of a power of two of buckets
    /// are.</exception>
    internal BucketStarts(Section section)
    {
        _start = section.Region.Start + section.Start;
        _isGrouped = section.Parameter == Grouped;
        var buckets = _isGrouped ? section.Length / GroupBytes * GroupBuckets : (section.Length / sizeof(uint)) - 1;
        BucketBits = BitOperations.Log2((ulong)Math.Max(1, buckets));
        var length = _isGrouped ? buckets / GroupBuckets * GroupBytes : (buckets + 1) * sizeof(uint);
        if (buckets != 1L << BucketBits || BucketBits > BucketTable.BucketBitsMax || section.Length != length
            || section.Parameter is not (Grouped or Plain))
        {
            throw section.Wrong("has no valid number of buckets");
        }
    }

    internal int BucketBits { get; }

    /// <param name="counts">How many records each bucket has; a power of two of buckets.</param>
    /// <param name="kind">Kind of the section.</param>
    internal static Section Write(SectionKind kind, ReadOnlySpan<uint> counts)
    {
        var groups = counts.Length / GroupBuckets;
        for (var group = 0; group < groups; group++)
        {
            if (Sum(counts.Slice(group * GroupBuckets, GroupBuckets)) > ushort.MaxValue)
            {
                groups = 0;
            }
        }

        return groups == 0 ? WritePlain(kind, counts) : WriteGrouped(kind, counts, groups);
    }

    /// <summary>
    /// First record of the bucket and the one after its last. The bucket must be below 2^<see cref="BucketBits"/>.
    /// </summary>
    internal (uint Start, uint End) this[uint bucket]
    {
        get
        {
            if (_isGrouped)
            {
                var group = _start + ((bucket >> GroupBits) * GroupBytes);
                var first = *(uint*)group;
                var within = *(uint*)(group + sizeof(uint) + ((bucket & (GroupBuckets - 1)) * sizeof(ushort)));
                return (first + (ushort)within, first + (within >> 16));
            }

            var start = (uint*)_start + bucket;
            return (start[0], start[1]);
        }
    }

    private static ulong Sum(ReadOnlySpan<uint> counts)
    {
        var sum = 0UL;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }

    private static Section WritePlain(SectionKind kind, ReadOnlySpan<uint> counts)
    {
        var starts = new uint[counts.Length + 1];
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            starts[bucket + 1] = starts[bucket] + counts[bucket];
        }

        return new Section(kind, Plain, MemoryMarshal.AsBytes(starts.AsSpan()).ToArray());
    }

    private static Section WriteGrouped(SectionKind kind, ReadOnlySpan<uint> counts, int groups)
    {
        var (bytes, first) = (new byte[groups * GroupBytes], 0u);
        for (var group = 0; group < groups; group++)
        {
            var line = bytes.AsSpan(group * GroupBytes, GroupBytes);
            MemoryMarshal.Write(line, in first);
            var within = MemoryMarshal.Cast<byte, ushort>(line[sizeof(uint)..]);
            var sum = 0u;
            for (var bucket = 0; bucket < GroupBuckets; bucket++)
            {
                sum += counts[(group * GroupBuckets) + bucket];
                within[bucket + 1] = (ushort)sum;
            }

            first += sum;
        }

        return new Section(kind, Grouped, bytes);
    }
}
