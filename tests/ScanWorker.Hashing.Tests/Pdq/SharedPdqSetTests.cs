using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Hashing.Tests.Pdq;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SharedPdqSetTests
{
    private const int QualityThatBinds = 80;
    private const int LossyDistanceMax = 10;

    // A case source cannot skip: with the folder there, each row is a case. This holds that no row is lost on the way.
    [Test]
    public void SharedSet_WhereItIs_IsRunInFull()
    {
        var expected = SharedPdqSet.Directory is null ? (0, 0) : (43, 21);

        Assert.That((SharedPdqSet.Lossless.Count, SharedPdqSet.Lossy.Count), Is.EqualTo(expected));
    }

    [TestCaseSource(typeof(SharedPdqSet), nameof(SharedPdqSet.Lossless))]
    public void HashDihedral_LosslessPicture_IsTheReferencesBitForBit(SharedPdqRow row)
    {
        using var plane = PictureFile.Read(row.Path);
        var eight = new Hash256[PdqHasher.DihedralCount];

        var quality = PdqHasher.HashDihedral(plane, eight);

        Assert.That(quality, Is.EqualTo(row.Quality));
        Assert.That(eight, Is.EqualTo(row.Hashes));
    }

    [TestCaseSource(typeof(SharedPdqSet), nameof(SharedPdqSet.Lossless))]
    public void Hash_LosslessPicture_IsTheReferencesBitForBit(SharedPdqRow row)
    {
        using var plane = PictureFile.Read(row.Path);

        var fingerprint = PdqHasher.Hash(plane);

        Assert.That(fingerprint, Is.EqualTo(new PdqFingerprint(row.Hashes[0], row.Quality)));
    }

    // Decoders may differ by a rounding, so the reference itself asks only for 10 bits, and only where there is enough
    // to see.
    [TestCaseSource(typeof(SharedPdqSet), nameof(SharedPdqSet.Lossy))]
    public void HashDihedral_LossyPicture_IsWithinTenBits(SharedPdqRow row)
    {
        using var plane = PictureFile.Read(row.Path);
        var eight = new Hash256[PdqHasher.DihedralCount];

        _ = PdqHasher.HashDihedral(plane, eight);

        Assert.That(row.Quality, Is.GreaterThanOrEqualTo(QualityThatBinds));
        Assert.That(
            eight.Zip(row.Hashes, (ours, reference) => ours.DistanceTo(reference)),
            Is.All.LessThanOrEqualTo(LossyDistanceMax));
    }
}
