using BenchmarkDotNet.Attributes;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Benchmarks.Hashing;

/// <summary>
/// What does a lane for each sum bring over plain code, at the sizes whose windows differ, and what do the seven other
/// transforms cost on top?
/// </summary>
[MemoryDiagnoser]
public class PdqBenchmark
{
    private readonly Hash256[] _eight = new Hash256[PdqHasher.DihedralCount];
    private PdqPath[] _paths = [];
    private LumaPlane? _plane;

    /// <summary>Windows 1, 3 (which divides) and 4.</summary>
    [Params(128, 300, 512)]
    public int Size { get; set; }

    private LumaPlane Plane => _plane ?? throw new InvalidOperationException("Not set up.");

    [GlobalSetup]
    public void MakePlane()
    {
        _plane = Planes.Plasma(Size, Size);
        _paths = [.. PdqPath.All];
    }

    [GlobalCleanup]
    public void DisposePlane() => _plane?.Dispose();

    [Benchmark(Baseline = true)]
    public PdqFingerprint Scalar() => PdqHasher.Hash(_paths[0], Plane.View);

    [Benchmark]
    public PdqFingerprint FloatVector4() => HashOn(_paths[1]);

    [Benchmark]
    public PdqFingerprint FloatVector8() => HashOn(_paths[2]);

    [Benchmark]
    public PdqFingerprint FloatVector16() => HashOn(_paths[3]);

    [Benchmark]
    public int AllEight() => PdqHasher.HashDihedral(Plane, _eight);

    private PdqFingerprint HashOn(PdqPath path) => path.IsSupported
        ? PdqHasher.Hash(path, Plane.View)
        : throw new PlatformNotSupportedException($"This machine has no instructions for {path.Name}.");
}
