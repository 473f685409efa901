using BenchmarkDotNet.Attributes;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Matching.Index;

namespace ScanWorker.Benchmarks.Index;

/// <summary>
/// How much of a linear scan do the search tables save at the sizes we serve, beyond what one flipped bit a chunk
/// guarantees (radius 31) too, and do eight transforms at once cost less than eight queries?
/// </summary>
[MemoryDiagnoser]
public class IndexQueryBenchmark
{
    private const int Queries = 2048;
    private const int Radius = 31;
    private const int LargeRadius = 40;
    private readonly List<NearMatch> _matches = [];
    private readonly int[] _radii = new int[1];
    private Hash256[] _random = [];
    private Hash256[] _pictures = [];
    private HashIndex _index = HashIndex.Empty;
    private HashIndex _withoutTables = HashIndex.Empty;
    private int _next;

    [Params(1_000_000, 10_000_000)]
    public int Entries { get; set; }

    [GlobalSetup]
    public void BuildIndex()
    {
        var segment = RandomSets.SegmentOf(RandomSets.Hashes(Entries, seed: 1));
        _index = HashIndex.Build([segment]);
        _withoutTables = HashIndex.Empty.WithDelta(segment, nearTablesFromRows: int.MaxValue);
        _random = RandomSets.Hashes(Queries, seed: 2);
        _pictures = RandomSets.DihedralHashes(Queries / PdqHasher.DihedralCount);
    }

    [Benchmark(Baseline = true)]
    public int LinearScan() => Find(_withoutTables, _random, 1, Radius);

    [Benchmark]
    public int Query() => Find(_index, _random, 1, Radius);

    [Benchmark]
    public int QueryWithinForty() => Find(_index, _random, 1, LargeRadius);

    [Benchmark]
    public int QueryOfEightTransforms() => Find(_index, _pictures, PdqHasher.DihedralCount, Radius);

    // Another query each time: the same one would find its buckets in the cache.
    private int Find(HashIndex index, Hash256[] queries, int together, int radius)
    {
        _radii[0] = radius;
        _next = _next + (2 * together) > queries.Length ? 0 : _next + together;
        _matches.Clear();
        return index.FindNear(queries.AsSpan(_next, together), _radii, _matches);
    }
}
