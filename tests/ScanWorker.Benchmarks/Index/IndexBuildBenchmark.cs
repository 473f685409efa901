using BenchmarkDotNet.Attributes;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Benchmarks.Index;

/// <summary>What does it save to lay a delta over a million entries instead of building their tables again?</summary>
[MemoryDiagnoser]
public class IndexBuildBenchmark
{
    private const int Entries = 1_000_000;
    private const int Changes = 100;
    private Segment _base = new SegmentBuilder().Build();
    private Segment _delta = new SegmentBuilder().Build();
    private HashIndex _index = HashIndex.Empty;

    [GlobalSetup]
    public void BuildSegments()
    {
        _base = RandomSets.SegmentOf(RandomSets.Hashes(Entries, seed: 1));
        _index = HashIndex.Build([_base]);
        var builder = new SegmentBuilder();
        foreach (var hash in RandomSets.Hashes(Changes, seed: 3))
        {
            builder.Add(new Entry(RandomSets.Bank, $"{Entries + builder.EntryCount}", "source") { Pdq = hash });
            builder.Withdraw(_base.GetKey(builder.EntryCount));
        }

        _delta = builder.Build();
    }

    [Benchmark(Baseline = true)]
    public HashIndex Build() => HashIndex.Build([_base]);

    [Benchmark]
    public HashIndex LayADelta() => _index.WithDelta(_delta);
}
