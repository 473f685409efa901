using System.Collections.Concurrent;
using System.Numerics;

namespace ScanWorker.Matching.Index.Probing;

/// <summary>
/// Which buckets around a key's own to look into: all ways to flip few enough of the bits that number the buckets.
/// </summary>
internal static class ProbeMasks
{
    private static readonly ConcurrentDictionary<(int BucketBits, int ChunkRadius, int PairRadius), uint[]> ByShape =
        new();

    /// <param name="bucketBits">The buckets are numbered by this many leading bits of the key.</param>
    /// <param name="chunkRadius">At most so many flips among the first sixteen bits, the chunk itself.</param>
    /// <param name="pairRadius">At most so many in all.</param>
    /// <returns>Masks to XOR a bucket number with, ascending.</returns>
    internal static ReadOnlySpan<uint> For(int bucketBits, int chunkRadius, int pairRadius) =>
        ByShape.GetOrAdd(
            (bucketBits, chunkRadius, pairRadius),
            static shape => Enumerate(shape.BucketBits, shape.ChunkRadius, shape.PairRadius));

    private static uint[] Enumerate(int bucketBits, int chunkRadius, int pairRadius)
    {
        var following = Math.Max(0, bucketBits - ChunkKeys.ChunkBits);
        return [.. Enumerable.Range(0, 1 << bucketBits).Select(mask => (uint)mask).Where(mask =>
            BitOperations.PopCount(mask >> following) <= chunkRadius && BitOperations.PopCount(mask) <= pairRadius)];
    }
}
