using System.Buffers;
using ScanWorker.Hashing;
using ScanWorker.Matching.Index.Probing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>
/// Multi-index hashing over the PDQ hashes of one segment: finds every hash within a radius without looking at most of
/// them.
/// </summary>
/// <remarks>See <c>docs/decisions/0007-exact-index.md</c> for why it is exact and what was measured.</remarks>
internal sealed class NearTables
{
    /// <summary>With fewer hashes than this, looking at all of them is faster than probing tables.</summary>
    internal const int WorthItFromRows = 16_384;

    // So many hashes and their neighbours in the tables stay in the last-level cache.
    private const int CachedRowsMax = 1 << 19;

    // So many times what random hashes would cost is spent before a plan for the query is made: crowded buckets here
    // and there are no reason yet, and planning costs about as much.
    private const long Patience = 8;

    // Among few hashes buckets are nearly empty, and one that is not is no crowd.
    private const long RecordsPerProbeMin = 8;

    private readonly BucketTable[] _tables = new BucketTable[ChunkKeys.Chunks];
    private readonly int _rows;

    /// <param name="sections">Two for each chunk.</param>
    /// <param name="rows">How many hashes there are.</param>
    /// <exception cref="SegmentException">The sections do not fit the hashes.</exception>
    internal NearTables(IReadOnlyList<Section> sections, int rows)
    {
        (Sections, _rows) = (sections, rows);
        for (var chunk = 0; chunk < ChunkKeys.Chunks; chunk++)
        {
            _tables[chunk] = new BucketTable(sections[2 * chunk], sections[(2 * chunk) + 1], rows);
        }
    }

    /// <summary>The kinds of the sections, in their order.</summary>
    /// <param name="first"><see cref="SectionKind.NearStarts"/>, or that of frames.</param>
    internal static IReadOnlyList<SectionKind> KindsFrom(SectionKind first) =>
        [.. Enumerable.Range(0, 2 * ChunkKeys.Chunks).Select(table => first + (uint)table)];

    internal IReadOnlyList<Section> Sections { get; }

    /// <summary>Builds on all cores.</summary>
    internal static NearTables Build(
        Column<Hash256> hashes, int? bucketBits = null, SectionKind first = SectionKind.NearStarts)
    {
        var bits = bucketBits ?? BucketBitsFor(hashes.Count);
        var sections = new Section[2 * ChunkKeys.Chunks];
        _ = Parallel.For(0, ChunkKeys.Chunks, chunk =>
        {
            var keys = ArrayPool<uint>.Shared.Rent(hashes.Count);
            ChunkKeys.KeysOf(hashes.Span, chunk, keys);
            (sections[2 * chunk], sections[(2 * chunk) + 1]) =
                BucketTableBuilder.Build(first + (uint)(2 * chunk), bits, keys.AsSpan(0, hashes.Count));
            ArrayPool<uint>.Shared.Return(keys);
        });
        return new NearTables(sections, hashes.Count);
    }

    /// <summary>
    /// Offers every row within the search's radius of one of its queries to it, some of them more than once.
    /// </summary>
    /// <returns>
    /// For how many of the queries, from the first on, it has done so. It gave up at the next, since looking at all
    /// rows is cheaper; what it has offered so far is right.
    /// </returns>
    internal int Find(in NearSearch search)
    {
        var scanCost = ScanCost(_rows);
        if (ProbePlan.Even(search.RadiusMax) is not { } plan
            || CostAmongRandom(in plan, ProbePlanner.ProbeCost(_rows)) > scanCost)
        {
            return 0;
        }

        var queries = search.Queries.Length;
        var budget = Math.Min(scanCost, Patience * CostAmongRandom(in plan, RecordsPerProbeMin));
        if (TryFind(in search, 0, queries, in plan, queries * budget))
        {
            return queries;
        }

        for (var query = 0; query < queries; query++)
        {
            var found = ProbePlanner.Cheapest(_tables, in search.Queries[query], search.RadiusMax, _rows, scanCost);
            if (found is not { } cheapest || !TryFind(in search, query, query + 1, in cheapest, scanCost))
            {
                return query;
            }
        }

        return queries;
    }

    /// <summary>Probes as planned for the queries from one number to another; gives up after this much work.</summary>
    internal bool TryFind(in NearSearch search, int fromQuery, int toQuery, in ProbePlan plan, long budget)
    {
        var pipeline = new ProbePipeline(
            in search,
            stackalloc ProbePipeline.PendingBucket[ProbePipeline.BucketsInFlight],
            stackalloc ProbePipeline.Survivor[ProbePipeline.SurvivorsMax],
            budget);
        for (var chunk = 0; chunk < ChunkKeys.Chunks; chunk++)
        {
            // All queries at one table before the next: those of one picture often share buckets, which are then in the
            // cache.
            for (var query = fromQuery; query < toQuery && plan.ChunkRadius(chunk) >= 0; query++)
            {
                if (!pipeline.Probe(in _tables[chunk], chunk, plan.ChunkRadius(chunk), plan.PairRadius(chunk), query))
                {
                    search.Spend(budget - pipeline.BudgetLeft);
                    return false;
                }
            }
        }

        var isDone = pipeline.Finish();
        search.Spend(budget - pipeline.BudgetLeft);
        return isDone;
    }

    // Looking at all hashes, in records read: 0.55 ns each in the cache, 0.9 in memory, where a record costs 0.45.
    private static long ScanCost(int rows) => rows <= CachedRowsMax ? rows * 5L / 4 : rows * 2L;

    // What the plan costs for one query where all buckets are equally full.
    private long CostAmongRandom(in ProbePlan plan, long probeCost)
    {
        var probes = 0L;
        for (var chunk = 0; chunk < ChunkKeys.Chunks; chunk++)
        {
            if (plan.ChunkRadius(chunk) >= 0)
            {
                var bucketBits = _tables[chunk].BucketBits;
                probes += ProbeMasks.For(bucketBits, plan.ChunkRadius(chunk), plan.PairRadius(chunk)).Length;
            }
        }

        return probes * (probeCost + (_rows >> _tables[0].BucketBits));
    }

    // Buckets of 11 to 23 rows: one or two cache lines of records.
    private static int BucketBitsFor(int rows) => Math.Clamp((int)Math.Round(Math.Log2(Math.Max(1, rows))) - 4, 6, 20);
}
