using ScanWorker.Benchmarks.Hashing;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>Luma of 512 x 512 to hashes, on one core.</summary>
internal static class HashingRows
{
    internal static IEnumerable<(string Name, Func<QuickResult> Measure)> All =>
    [
        ("pdq.hash.512", () => Time("pdq.hash.512", plane => _ = PdqHasher.Hash(plane))),
        ("pdq.dihedral.512", () => Time("pdq.dihedral.512", Eight(PdqHasher.HashDihedral))),
        ("pdq.turned.512", () => Time("pdq.turned.512", Eight(PdqHasher.HashTurned))),
        .. PdqPath.All.Where(path => path.IsSupported).Select(OnPath),
    ];

    private static (string Name, Func<QuickResult> Measure) OnPath(PdqPath path)
    {
        var name = $"pdq.hash.512.{path.Name.ToLowerInvariant()}";
        return (name, () => Time(name, plane => _ = PdqHasher.Hash(path, plane.View)));
    }

    private static Action<LumaPlane> Eight(Func<LumaPlane, Span<Hash256>, int> hash)
    {
        var eight = new Hash256[PdqHasher.DihedralCount];
        return plane => _ = hash(plane, eight);
    }

    private static QuickResult Time(string name, Action<LumaPlane> hash)
    {
        using var plane = Planes.Plasma(512, 512);
        return new QuickResult(name, QuickTimer.Milliseconds(() => hash(plane)), "ms");
    }
}
