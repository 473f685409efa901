using BenchmarkDotNet.Attributes;
using ScanWorker.Matching.Index;

namespace ScanWorker.Benchmarks.Index;

/// <summary>
/// Does opening a saved index cost the same whatever its size? The baseline reads and checks every byte of it, which a
/// worker does once, before it trusts a file.
/// </summary>
[MemoryDiagnoser]
public class IndexOpenBenchmark
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-benchmark-");

    [Params(1_000_000, 10_000_000)]
    public int Entries { get; set; }

    private string FilePath => Path.Combine(_folder.FullName, "snapshot");

    [GlobalSetup]
    public void SaveIndex() =>
        HashIndex.Build([RandomSets.SegmentOf(RandomSets.Hashes(Entries, seed: 1))]).Save(FilePath);

    [GlobalCleanup]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Benchmark(Baseline = true)]
    public HashIndex OpenAndVerify()
    {
        var index = HashIndex.Open(FilePath);
        index.Verify();
        return index;
    }

    [Benchmark]
    public HashIndex Open() => HashIndex.Open(FilePath);
}
