using System.Runtime.InteropServices;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>
/// Builds a <see cref="BucketTable"/> by counting: linear time whatever the keys are, rows ascending within a bucket.
/// </summary>
internal static class BucketTableBuilder
{
    /// <summary>
    /// Two sections; the kind of the second follows that of the first. <paramref name="keys"/> are by row.
    /// </summary>
    internal static (Section Starts, Section Records) Build(SectionKind kind, int bucketBits, ReadOnlySpan<uint> keys)
    {
        var layout = new RecordLayout(bucketBits, keys.Length);
        var next = new uint[1 << bucketBits];
        foreach (var key in keys)
        {
            next[layout.BucketOf(key)]++;
        }

        var starts = BucketStarts.Write(kind, next);
        var sum = 0u;
        foreach (ref var bucket in next.AsSpan())
        {
            (bucket, sum) = (sum, sum + bucket);
        }

        var bytes = GC.AllocateUninitializedArray<byte>(keys.Length * sizeof(uint));
        var records = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan());
        for (var row = 0; row < keys.Length; row++)
        {
            records[(int)next[layout.BucketOf(keys[row])]++] = layout.Pack(keys[row], row);
        }

        return (starts, new Section(kind + 1, 0, bytes));
    }
}
