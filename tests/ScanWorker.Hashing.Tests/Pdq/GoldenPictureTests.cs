using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Hashing.Tests.Pdq;

/// <summary>Bit for bit the reference, on a machine that has nothing but this repository.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class GoldenPictureTests
{
    [TestCaseSource(typeof(GoldenPicture), nameof(GoldenPicture.All))]
    public void Hash_GeneratedPicture_IsTheReferencesBitForBit(GoldenPicture golden)
    {
        using var plane = Planes.Of(golden.Picture);
        var eight = new Hash256[PdqHasher.DihedralCount];

        var fingerprint = PdqHasher.Hash(plane);
        var quality = PdqHasher.HashDihedral(plane, eight);

        Assert.That(fingerprint, Is.EqualTo(new PdqFingerprint(golden.Hash, golden.Quality)));
        Assert.That(quality, Is.EqualTo(golden.Quality));
        Assert.That(eight, Is.EqualTo(golden.Eight));
    }

    [TestCaseSource(typeof(GoldenPicture), nameof(GoldenPicture.All))]
    public void Paths_GeneratedPicture_AllGiveTheReferencesBits(GoldenPicture golden)
    {
        using var plane = Planes.Of(golden.Picture);
        var eight = new Hash256[PdqHasher.DihedralCount];

        foreach (var path in PdqPath.All.Where(path => path.IsSupported))
        {
            var fingerprint = PdqHasher.Hash(path, plane.View);
            var quality = PdqHasher.HashDihedral(path, plane.View, eight);

            Assert.That(fingerprint, Is.EqualTo(new PdqFingerprint(golden.Hash, golden.Quality)), path.Name);
            Assert.That(quality, Is.EqualTo(golden.Quality), path.Name);
            Assert.That(eight, Is.EqualTo(golden.Eight), path.Name);
        }
    }

    // Without such a picture, nothing would tell the reference's two entrances apart.
    [Test]
    public void Golden_SixtyFourSquare_HasAPictureWhoseSingleHashDiffers() =>
        Assert.That(GoldenPicture.All.Any(golden => golden.Hash != golden.Eight[0]), Is.True);
}
