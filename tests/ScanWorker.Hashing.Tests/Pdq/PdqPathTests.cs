using System.Runtime.Intrinsics;
using CsCheck;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Hashing.Pdq.Filtering;

namespace ScanWorker.Hashing.Tests.Pdq;

/// <summary>Every path of this machine gives what the plain definition gives, to the bit.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PdqPathTests
{
    private static readonly PdqPath Scalar = PdqPath.All[0];

    // Around the sizes at which the window, the number of full vectors or the number of bands changes.
    private static readonly Gen<int> Sizes = Gen.OneOf(
        Gen.Int[5, 40], Gen.Int[60, 68], Gen.Int[124, 132], Gen.Int[252, 260], Gen.Int[380, 388], Gen.Int[504, 512],
        Gen.Int[5, 512]);

    private static readonly Gen<Func<Random, float>> Values = Gen.OneOf<Func<Random, float>>(
        random => random.Next(256),
        random => random.NextSingle() * 255,
        random => (random.NextSingle() - 0.5f) * LumaPlane.LumaMagnitudeMax,
        random => random.Next(8) == 0 ? random.NextSingle() * 255 : 0f,
        random => 128 + (random.NextSingle() * 1e-4f));

    private static IEnumerable<PdqPath> VectorPaths => PdqPath.All.Where(path => path != Scalar && path.IsSupported);

    [TestCaseSource(nameof(VectorPaths))]
    public void Filter_AnyPlane_EqualsTheDefinition(PdqPath path) =>
        Gen.Select(Sizes, Sizes, Gen.Int[0, 20], Values, Gen.Int).Sample(
            (height, width, gap, value, seed) =>
            {
                var plane = new GuardedPlane(height, width, gap, Luma(height * width, value, seed));
                var four = plane.Filtered(path, grids: 4);
                return four.SequenceEqual(plane.Filtered(Scalar, grids: 4))
                    && four.AsSpan(0, JaroszFilter.GridLength).SequenceEqual(plane.Filtered(path, grids: 1));
            },
            iter: 100);

    [TestCaseSource(nameof(VectorPaths))]
    public void HashDihedral_AnyPlane_EqualsTheDefinition(PdqPath path) =>
        Gen.Select(Sizes, Sizes, Values, Gen.Int, Gen.Bool).Sample(
            (height, width, value, seed, isTurned) =>
            {
                var luma = Luma(height * width, value, seed);
                var (ours, defined) = (new Hash256[PdqHasher.DihedralCount], new Hash256[PdqHasher.DihedralCount]);
                return Eight(path, ours) == Eight(Scalar, defined) && ours.SequenceEqual(defined);

                int Eight(PdqPath by, Hash256[] eight)
                {
                    var plane = new LumaView(luma, height, width, width);
                    return isTurned
                        ? PdqHasher.HashTurned(by, plane, eight)
                        : PdqHasher.HashDihedral(by, plane, eight);
                }
            },
            iter: 100);

    [TestCaseSource(nameof(VectorPaths))]
    public void Stages_AnySamples_EqualTheDefinition(PdqPath path) =>
        Gen.Select(Values, Gen.Int).Sample(
            (value, seed) =>
            {
                var samples = Luma(64 * 64, value, seed);
                var (ours, defined) = (Transformed(path, samples), Transformed(Scalar, samples));
                return ours.SequenceEqual(defined)
                    && path.QualityOf(samples) == Scalar.QualityOf(samples)
                    && path.MedianOf(ours) == Scalar.MedianOf(defined)
                    && path.BitsOf(ours, ours[0]) == Scalar.BitsOf(defined, defined[0]);
            },
            iter: 300);

    // Ties, both zeros and both signs: what real coefficients seldom have.
    [TestCaseSource(nameof(VectorPaths))]
    public void MedianOf_AnyValues_IsTheHundredTwentyEighthInOrder(PdqPath path) =>
        Gen.OneOf(Gen.Float[-1000, 1000], Gen.OneOf(0f, -0f, 1f, -1f, float.Epsilon, 3e38f, -3e38f)).Array[256].Sample(
            values => path.MedianOf(values) == values.Order().ElementAt(127));

    // A machine that runs these tests has vectors; a mistake in the choice of the path would else go unseen.
    [Test]
    public void Best_OnAMachineWithVectors_IsNotScalar() =>
        Assert.That(PdqPath.Best != Scalar, Is.EqualTo(Vector128.IsHardwareAccelerated));

    private static float[] Luma(int length, Func<Random, float> value, int seed)
    {
        var random = new Random(seed);
        var luma = new float[length];
        for (var i = 0; i < length; i++)
        {
            luma[i] = value(random);
        }

        return luma;
    }

    private static float[] Transformed(PdqPath path, float[] samples)
    {
        var coefficients = new float[256];
        path.Transform(samples, new float[16 * 64], coefficients);
        return coefficients;
    }
}
