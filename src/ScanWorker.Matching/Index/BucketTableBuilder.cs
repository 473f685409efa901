using System.Runtime.InteropServices;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>Builds a <see cref="BucketTable"/> by counting: linear time whatever the keys are, rows ascending within a bucket.</summary>
internal static class BucketTableBuilder
{
    /// <param name="kind">Kind of the section of starts; that of the records is the next one.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="bucketBits">The table has 2^this buckets.</param>
    /// <param name="keys">Gives the key of each row.</param>
    internal static (Section Starts, Section Records) Build<TKeys>(SectionKind kind, int rows, int bucketBits, TKeys keys)
        where TKeys : struct, IRowKeys
    {
        var layout = new RecordLayout(bucketBits, rows);
        var startBytes = new byte[((1L << bucketBits) + 1) * sizeof(uint)];
        var starts = MemoryMarshal.Cast<byte, uint>(startBytes.AsSpan());
        for (var row = 0; row < rows; row++)
        {
            starts[(int)layout.BucketOf(keys.KeyOf(row)) + 1]++;
        }

        // While records are placed, starts[b + 1] is where the next record of bucket b goes; in the end it is where b ends.
        var sum = 0u;
        for (var bucket = 1; bucket < starts.Length; bucket++)
        {
            (starts[bucket], sum) = (sum, sum + starts[bucket]);
        }

        var recordBytes = GC.AllocateUninitializedArray<byte>(checked(rows * sizeof(uint)));
        var records = MemoryMarshal.Cast<byte, uint>(recordBytes.AsSpan());
        for (var row = 0; row < rows; row++)
        {
            var key = keys.KeyOf(row);
            records[(int)starts[(int)layout.BucketOf(key) + 1]++] = layout.Pack(key, row);
        }

        return (new Section(kind, 0, startBytes), new Section(kind + 1, 0, recordBytes));
    }
}
