using ScanWorker.Hashing.Pdq;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Hashing.Tests.Pdq;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PdqHasherTests
{
    [TestCase(0, 0)]
    [TestCase(4, 4)]
    [TestCase(4, 500)]
    [TestCase(500, 4)]
    public void Hash_BelowFiveInADimension_IsZeroWithQualityZero(int height, int width)
    {
        var luma = new float[height * width];
        var eight = Enumerable.Repeat(Hashes.Parse(new string('f', 64)), PdqHasher.DihedralCount).ToArray();

        Assert.That(PdqHasher.Hash(luma, height, width), Is.Default);
        Assert.That(PdqHasher.HashDihedral(luma, height, width, eight), Is.Zero);
        Assert.That(eight, Is.All.Default);
    }

    [TestCase(9, 10, 99)]
    [TestCase(10, 10, 101)]
    [TestCase(-1, -1, 1)]
    [TestCase(65_536, 65_536, 0, Description = "The product does not fit 32 bits.")]
    public void Hash_WrongLength_IsRefused(int height, int width, int length)
    {
        var luma = new float[length];

        Assert.That(() => PdqHasher.Hash(luma, height, width), Throws.InstanceOf<ArgumentException>());
        Assert.That(
            () => PdqHasher.HashDihedral(luma, height, width, new Hash256[8]), Throws.InstanceOf<ArgumentException>());
    }

    [TestCase(7)]
    [TestCase(9)]
    public void HashDihedral_NotEight_IsRefused(int count) => Assert.That(
        () => PdqHasher.HashDihedral(new float[100], 10, 10, new Hash256[count]), Throws.ArgumentException);

    // At the first place, in the middle of a vector, and in what is left after the last full vector.
    [Test]
    public void Hash_NotANumberOrOutOfRange_IsRefusedWhereverItIs(
        [Values(float.NaN, float.PositiveInfinity, float.NegativeInfinity, 65_537f, -65_537f)] float value,
        [Values(0, 5, 20, 36, 37 * 31)] int place)
    {
        var luma = new float[37 * 32];
        luma[place] = value;

        Assert.That(
            () => PdqHasher.Hash(luma, 32, 37), Throws.ArgumentException.With.Message.Contains("numbers from -65536"));
    }

    // A plane of floats and the pixels it came from are the same picture, sampled or not.
    [TestCase(300, 200)]
    [TestCase(700, 90)]
    public void Hash_FloatsOfAPicture_EqualThatOfItsPixels(int width, int height)
    {
        var picture = new GeneratedPicture(PicturePattern.Plasma, width, height);
        var pixels = picture.ToRgb24();
        var luma = new float[width * height];
        for (var i = 0; i < luma.Length; i++)
        {
            luma[i] = LumaRow.Of(pixels[3 * i], pixels[(3 * i) + 1], pixels[(3 * i) + 2]);
        }

        using var plane = Planes.Of(picture);
        var (fromPixels, fromFloats) = (new Hash256[8], new Hash256[8]);
        _ = PdqHasher.HashDihedral(plane, fromPixels);
        _ = PdqHasher.HashDihedral(luma, height, width, fromFloats);

        Assert.That(PdqHasher.Hash(luma, height, width), Is.EqualTo(PdqHasher.Hash(plane)));
        Assert.That(fromFloats, Is.EqualTo(fromPixels));
    }

    // Alone, because another test could hold the pooled memory that this one has warmed up.
    [Test, NonParallelizable]
    public void Hash_AfterWarmUp_AllocatesNothing()
    {
        using var plane = Planes.Of(new GeneratedPicture(PicturePattern.Plasma, 512, 512));
        var luma = new float[300 * 300];
        var eight = new Hash256[PdqHasher.DihedralCount];
        HashAll();

        var before = GC.GetAllocatedBytesForCurrentThread();
        HashAll();

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void HashAll()
        {
            _ = PdqHasher.Hash(plane);
            _ = PdqHasher.HashDihedral(plane, eight);
            _ = PdqHasher.Hash(luma, 300, 300);
        }
    }

    // Every hash starts from scratch memory that shows nothing of the one before, on whatever thread it runs.
    [Test]
    public void Hash_ManyAtOnce_EachIsItsOwn()
    {
        var goldens = GoldenPicture.All.Where(golden => golden.Picture.Width <= 200).ToList();

        var wrong = Enumerable.Range(0, 400).AsParallel().Where(i =>
        {
            var golden = goldens[i % goldens.Count];
            using var plane = Planes.Of(golden.Picture);
            return PdqHasher.Hash(plane) != new PdqFingerprint(golden.Hash, golden.Quality);
        });

        Assert.That(wrong, Is.Empty);
    }
}
