using System.Numerics;
using System.Runtime.CompilerServices;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index.Probing;

/// <summary>
/// Finds the cheapest plan for one query where hashes crowd in few buckets, as those of flat or framed pictures do.
/// </summary>
/// <remarks>
/// A chunk whose buckets are crowded gets a small allowance or none and is hardly probed; the others make up for it.
/// Which shares are cheapest is a knapsack over sixteen chunks. Costs about 0.1 ms, so it is asked only when the even
/// plan has met far more records than it would among random hashes.
/// </remarks>
internal static class ProbePlanner
{
    // In records read (0.45 ns each): about 20 ns where the tables of all chunks fit the last-level cache, and 90 where
    // each bucket is a wait for memory.
    private const int ProbeCostMin = 40;
    private const int ProbeCostMax = 200;
    private const int RowsPerProbeCost = 4096;

    // A record of a crowded bucket is often followed by a crowded chunk too: its signature says little, and many a row
    // has to be fetched.
    private const int RecordCost = 4;

    private const int Chunks = ChunkKeys.Chunks;
    private const int Shares = ProbePlan.AllowanceMax + 1;

    /// <summary>What waiting for a bucket costs among so many hashes, in records read.</summary>
    internal static int ProbeCost(int rows) => Math.Min(ProbeCostMin + (rows / RowsPerProbeCost), ProbeCostMax);

    /// <summary>The plan, or null when none costs less than <paramref name="costMax"/>.</summary>
    /// <param name="tables">By chunk.</param>
    /// <param name="query">The hash to look for.</param>
    /// <param name="radiusBits">At most 16 * <see cref="ProbePlan.AllowanceMax"/> - 1.</param>
    /// <param name="rows">How many hashes the tables are over.</param>
    /// <param name="costMax">Worth it only below this, in records read.</param>
    internal static ProbePlan? Cheapest(
        ReadOnlySpan<BucketTable> tables, in Hash256 query, int radiusBits, int rows, long costMax)
    {
        var sum = radiusBits + 1;
        Span<long> least = stackalloc long[sum + 1]; // By sum of the allowances of the chunks so far.
        Span<byte> chosen = stackalloc byte[Chunks * (sum + 1)];
        Span<long> costs = stackalloc long[Shares];
        least.Fill(long.MaxValue);
        least[0] = 0;
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            Costs(in tables[chunk], ChunkKeys.KeyOf(in query, chunk), ProbeCost(rows), costs);
            AddChunk(least, costs, chosen.Slice(chunk * (sum + 1), sum + 1));
        }

        if (least[sum] >= costMax)
        {
            return null;
        }

        Span<byte> allowances = stackalloc byte[Chunks];
        for (var (chunk, rest) = (Chunks - 1, sum); chunk >= 0; rest -= allowances[chunk--])
        {
            allowances[chunk] = chosen[(chunk * (sum + 1)) + rest];
        }

        return ProbePlan.Of(allowances);
    }

    // From the largest sum down, since a smaller one must still be that of the chunks before.
    private static void AddChunk(Span<long> least, ReadOnlySpan<long> costs, Span<byte> chosen)
    {
        for (var sum = least.Length - 1; sum >= 0; sum--)
        {
            var (best, bestShare) = (long.MaxValue, 0);
            for (var share = 0; share < Shares && share <= sum; share++)
            {
                if (least[sum - share] != long.MaxValue && least[sum - share] + costs[share] < best)
                {
                    (best, bestShare) = (least[sum - share] + costs[share], share);
                }
            }

            (least[sum], chosen[sum]) = (best, (byte)bestShare);
        }
    }

    // Records within 0, 1, 2, ... flips of the chunk, each with what finding its bucket costs.
    private static void Costs(in BucketTable table, uint key, int probeCost, Span<long> costs)
    {
        var prefixBits = Math.Min(table.BucketBits, ChunkKeys.ChunkBits);
        var own = (uint)((ulong)key >> (32 - prefixBits));
        costs.Clear();
        foreach (var mask in ProbeMasks.For(prefixBits, Shares - 2, Shares - 2))
        {
            var records = table.CountUnder(own ^ mask, prefixBits);
            costs[BitOperations.PopCount(mask) + 1] += probeCost + (RecordCost * records);
        }

        for (var share = 2; share < Shares; share++)
        {
            costs[share] += costs[share - 1];
        }
    }
}

/// <summary>
/// How far around the query's own bucket to look in each chunk's table, so that no hash within a radius is missed.
/// </summary>
/// <remarks>
/// Give chunk i an allowance a(i), with a sum of radius + 1. If all distances d(i) of the chunks sum to at most the
/// radius, then d(i) - a(i) sum to a negative number, and on the ring of chunks there is a start from which all partial
/// sums are negative (the cycle lemma: start behind the last maximum). At that start d(i) is at most a(i) - 1, and d(i)
/// + d(i+1) at most a(i) + a(i+1) - 1: the first says which buckets to probe, the second what the signature must pass.
/// </remarks>
internal readonly struct ProbePlan
{
    /// <summary>With more, so many buckets must be probed that looking at all hashes is cheaper.</summary>
    internal const int AllowanceMax = 4;

    private readonly Allowances _allowances;

    private ProbePlan(in Allowances allowances) => _allowances = allowances;

    /// <param name="allowances">By chunk, each 0 to <see cref="AllowanceMax"/>.</param>
    internal static ProbePlan Of(ReadOnlySpan<byte> allowances)
    {
        var own = default(Allowances);
        allowances.CopyTo(own);
        return new ProbePlan(in own);
    }

    /// <summary>
    /// The plan that shares the allowances evenly; null when the radius is too large for probing to pay.
    /// </summary>
    internal static ProbePlan? Even(int radiusBits)
    {
        var (share, rest) = Math.DivRem(radiusBits + 1, ChunkKeys.Chunks);
        if (share + Math.Min(rest, 1) > AllowanceMax)
        {
            return null;
        }

        var allowances = default(Allowances);
        for (var chunk = 0; chunk < ChunkKeys.Chunks; chunk++)
        {
            allowances[chunk] = (byte)(share + (chunk < rest ? 1 : 0));
        }

        return new ProbePlan(in allowances);
    }

    /// <summary>Most differing bits of the chunk; -1 says that its table need not be probed.</summary>
    internal int ChunkRadius(int chunk) => _allowances[chunk] - 1;

    /// <summary>Most differing bits of the chunk and its successor together.</summary>
    internal int PairRadius(int chunk) => _allowances[chunk] + _allowances[(chunk + 1) & (ChunkKeys.Chunks - 1)] - 1;

    [InlineArray(ChunkKeys.Chunks)]
    private struct Allowances
    {
        private byte _first;
    }
}
