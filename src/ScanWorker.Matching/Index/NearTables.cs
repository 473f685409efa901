using ScanWorker.Hashing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>Multi-index hashing over the PDQ hashes of one segment: finds every hash within a radius without looking at most of them.</summary>
/// <remarks>See <c>docs/decisions/0004-exact-index.md</c> for why it is exact and what was measured.</remarks>
internal sealed class NearTables
{
    /// <summary>With fewer hashes than this, looking at all of them is faster than probing tables.</summary>
    internal const int WorthItFromRows = 8192;

    private readonly BucketTable[] _tables;
    private readonly HashColumn<Hash256> _hashes;
    private readonly IReadOnlyList<Section> _sections;

    /// <exception cref="SegmentException">The sections do not fit the hashes.</exception>
    internal NearTables(IReadOnlyList<Section> sections, HashColumn<Hash256> hashes)
    {
        _sections = sections;
        _hashes = hashes;
        _tables = new BucketTable[ChunkKeys.Chunks];
        for (var chunk = 0; chunk < ChunkKeys.Chunks; chunk++)
        {
            _tables[chunk] = new BucketTable(sections[2 * chunk], sections[(2 * chunk) + 1], hashes.Hashes.Count);
        }
    }

    internal IReadOnlyList<Section> Sections => _sections;

    internal static SectionKind KindOf(int chunk) => SectionKind.NearStarts + (uint)(2 * chunk);

    /// <summary>Buckets of about sixteen rows: a cache line of records.</summary>
    internal static int BucketBitsFor(int rows) => Math.Clamp(System.Numerics.BitOperations.Log2((uint)Math.Max(1, rows)) - 3, 4, 20);

    internal static NearTables Build(HashColumn<Hash256> hashes)
    {
        var rows = hashes.Hashes.Count;
        var bucketBits = BucketBitsFor(rows);
        var sections = new Section[2 * ChunkKeys.Chunks];
        _ = Parallel.For(0, ChunkKeys.Chunks, chunk => (sections[2 * chunk], sections[(2 * chunk) + 1]) =
            BucketTableBuilder.Build(KindOf(chunk), rows, bucketBits, new RowKeys(hashes.Hashes, chunk)));
        return new NearTables(sections, hashes);
    }

    /// <summary>Offers every row within the search's radius of one of its queries to it, some of them more than once.</summary>
    /// <returns>False when it gave up since looking at all rows is cheaper; what it has offered so far is right.</returns>
    internal bool TryFind(NearSearch search)
    {
        var plan = ProbePlan.For(search.RadiusMax);
        if (plan is null)
        {
            return false;
        }

        var budget = (long)_hashes.Hashes.Count * search.Queries.Length / 2;
        for (var chunk = 0; chunk < ChunkKeys.Chunks && budget >= 0; chunk++)
        {
            for (var query = 0; query < search.Queries.Length && plan.ChunkRadius(chunk) >= 0; query++)
            {
                budget -= Probe(search, query, chunk, plan.ChunkRadius(chunk), plan.PairRadius(chunk));
            }
        }

        return budget >= 0;
    }

    private int Probe(NearSearch search, int query, int chunk, int chunkRadius, int pairRadius)
    {
        ref readonly var table = ref _tables[chunk];
        var key = ChunkKeys.KeyOf(in search.Queries[query], chunk);
        var layout = table.Layout;
        var (own, signature, rowMask) = (layout.BucketOf(key), layout.SignatureOf(key), layout.RowMask);
        var seen = 0;
        foreach (var mask in ProbeMasks.For(table.BucketBits, chunkRadius, pairRadius))
        {
            var bucket = table.Bucket(own ^ mask);
            var flipsLeft = pairRadius - System.Numerics.BitOperations.PopCount(mask);
            foreach (var record in bucket)
            {
                if (System.Numerics.BitOperations.PopCount((record ^ signature) & ~rowMask) <= flipsLeft)
                {
                    search.Offer((int)(record & rowMask), query);
                }
            }

            seen += bucket.Length;
        }

        return seen;
    }

    private readonly struct RowKeys(Column<Hash256> hashes, int chunk) : IRowKeys
    {
        public uint KeyOf(int row) => ChunkKeys.KeyOf(in hashes[row], chunk);
    }
}
