using ScanWorker.Adapters.Samples;
using ScanWorker.Adapters.Tests.Decoding;
using ScanWorker.Hashing.Digests;

namespace ScanWorker.Adapters.Tests.Samples;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SamplePicturesTests
{
    // Twice the widest radius that is matched with, and some: no picture of a test is near another by accident.
    private const int DistanceMin = 80;

    [Test]
    public void Scene_ManySeeds_AreOfGoodQualityAndFarApart()
    {
        var fingerprints = Enumerable.Range(0, 200)
            .Select(seed => Decoders.Fingerprint(SamplePictures.Scene(seed, 160, 120))).ToList();

        var nearest = fingerprints.SelectMany((one, position) =>
            fingerprints.Take(position).Select(other => one.Hash.DistanceTo(other.Hash))).Min();

        Assert.That(fingerprints.Select(fingerprint => fingerprint.Quality), Is.All.GreaterThanOrEqualTo(80));
        Assert.That(nearest, Is.GreaterThanOrEqualTo(DistanceMin));
    }

    [Test]
    public void Scene_OneSeed_IsTheSamePictureOnEveryMachine() =>
        Assert.That(
            ContentDigester.Compute(SamplePictures.Scene(3, 64, 48).Rgb).Md5.ToString(),
            Is.EqualTo("42234c942ad70b7c0a05ac1cba750f64"));

    [Test]
    public void Flat_AnyGrey_HasNoQuality() =>
        Assert.That(Decoders.Fingerprint(SamplePictures.Flat()).Quality, Is.Zero);

    [Test]
    public void Edits_OfAPicture_KeepItsHashOrLeaveIt()
    {
        var picture = SamplePictures.Scene(5);
        var hash = Decoders.Fingerprint(picture).Hash;

        int DistanceOf(SamplePicture edited) => Decoders.Fingerprint(edited).Hash.DistanceTo(hash);

        Assert.That(DistanceOf(picture.Resized(320, 240)), Is.LessThanOrEqualTo(31));
        Assert.That(DistanceOf(picture.Brightened(1.15f)), Is.LessThanOrEqualTo(31));
        Assert.That(DistanceOf(picture.Greyed()), Is.LessThanOrEqualTo(31));
        Assert.That(DistanceOf(picture.Cropped(1)), Is.LessThanOrEqualTo(31));
        Assert.That(DistanceOf(picture.Rotated()), Is.GreaterThan(31));
        Assert.That(DistanceOf(picture.Mirrored()), Is.GreaterThan(31));
    }
}
