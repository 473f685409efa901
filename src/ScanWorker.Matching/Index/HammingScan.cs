using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index;

/// <summary>Looks at every hash: faster than tables for few hashes and for large radii.</summary>
/// <remarks>
/// <see cref="ScanScalar"/> is the definition; the others are its twins for one instruction set each. All but the plain
/// one measure the first 128 bits of several hashes at once: unrelated hashes differ in 64 of them, so for the radii in
/// use next to none goes on, and those that do are measured in full by the definition's own means. .NET 10 has no
/// intrinsic for VPOPCNTQ, so bits are counted by table look-up.
/// </remarks>
internal static partial class HammingScan
{
    // 16 KiB of hashes stay in the first-level cache while all queries look at them.
    internal const int BlockRows = 512;

    // Beyond it so many unrelated hashes are near enough in their first half that measuring all in full is faster.
    private const int RadiusForHalvesMax = 52;

    /// <summary>What looking at a hash costs by <see cref="Scan"/>, in reading a record of the tables.</summary>
    internal static int CostOf(int radiusBits) => radiusBits > RadiusForHalvesMax ? 4 : 1;

    /// <summary>Offers every row within the search's radius of one of its queries to it.</summary>
    internal static void Find(ReadOnlySpan<Hash256> known, in NearSearch search)
    {
        Span<int> hits = stackalloc int[BlockRows];
        for (var start = 0; start < known.Length; start += BlockRows)
        {
            var block = known.Slice(start, Math.Min(BlockRows, known.Length - start));
            for (var query = 0; query < search.Queries.Length; query++)
            {
                var found = Scan(block, in search.Queries[query], search.RadiusMax, hits);
                foreach (var hit in hits[..found])
                {
                    search.Offer(start + hit, query);
                }
            }
        }
    }

    /// <summary>
    /// Finds all of <paramref name="known"/> within <paramref name="radiusBits"/> (0-256) of <paramref name="query"/>.
    /// </summary>
    /// <param name="known">The hashes to look at.</param>
    /// <param name="query">The hash to measure from.</param>
    /// <param name="radiusBits">Largest distance that counts.</param>
    /// <param name="hits">Receives ascending positions in <paramref name="known"/>; at least as long as it.</param>
    /// <returns>How many positions were written. Exact: no match is missed, none is doubled.</returns>
    internal static int Scan(ReadOnlySpan<Hash256> known, in Hash256 query, int radiusBits, Span<int> hits) =>
        radiusBits > RadiusForHalvesMax ? ScanScalar(known, in query, radiusBits, hits)
        : Avx512BW.IsSupported ? ScanAvx512(known, in query, radiusBits, hits)
        : Avx2.IsSupported ? ScanAvx2(known, in query, radiusBits, hits)
        : AdvSimd.Arm64.IsSupported ? ScanAdvSimd(known, in query, radiusBits, hits)
        : ScanScalar(known, in query, radiusBits, hits);

    internal static int ScanScalar(ReadOnlySpan<Hash256> known, in Hash256 query, int radiusBits, Span<int> hits) =>
        ScanRest(known, in query, radiusBits, hits, 0, 0);

    // From position `from` on, with `found` hits already written.
    private static int ScanRest(
        ReadOnlySpan<Hash256> known, in Hash256 query, int radiusBits, Span<int> hits, int from, int found)
    {
        for (var i = from; i < known.Length; i++)
        {
            if (query.DistanceTo(in known[i]) <= radiusBits)
            {
                hits[found++] = i;
            }
        }

        return found;
    }

    // As ScanRest for those positions from `from` on whose bit is set in `near`.
    private static int ScanNear(
        ReadOnlySpan<Hash256> known, in Hash256 query, int radiusBits, Span<int> hits, int from, uint near, int found)
    {
        for (; near != 0; near &= near - 1)
        {
            var i = from + BitOperations.TrailingZeroCount(near);
            hits[found] = i; // Written always and counted if it holds: nothing for the processor to guess.
            found += query.DistanceTo(in known[i]) <= radiusBits ? 1 : 0;
        }

        return found;
    }

    /// <summary>How many bits are set in each number of four bits; a look-up stays within 128 bits.</summary>
    private static Vector128<byte> NibbleBits => Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
}
