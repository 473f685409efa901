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

        var fingerprint = PdqHasher.Hash(plane);

        Assert.That(fingerprint, Is.EqualTo(new PdqFingerprint(golden.Hash, golden.Quality)));
    }

    [TestCaseSource(typeof(GoldenPicture), nameof(GoldenPicture.All))]
    public void HashDihedral_GeneratedPicture_IsTheReferencesBitForBit(GoldenPicture golden)
    {
        using var plane = Planes.Of(golden.Picture);
        var eight = new Hash256[PdqHasher.DihedralCount];

        var quality = PdqHasher.HashDihedral(plane, eight);

        Assert.That(quality, Is.EqualTo(golden.Quality));
        Assert.That(eight, Is.EqualTo(golden.Eight));
    }

    // Without such a picture, nothing would tell the reference's two entrances apart.
    [Test]
    public void Golden_SixtyFourSquare_HasAPictureWhoseSingleHashDiffers() =>
        Assert.That(GoldenPicture.All.Any(golden => golden.Hash != golden.Eight[0]), Is.True);
}
