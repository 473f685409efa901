using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ImageSharpDecoderTests
{
    [Test]
    public void Decode_EveryFormat_GivesTheHashOfTheDrawnPicture([Values] ImageFormat format)
    {
        var picture = SamplePictures.Scene(7);

        var (outcome, frames) = Decoders.Decode(TestImages.File(format, picture));

        var expected = Decoders.Fingerprint(picture);
        Assert.That(outcome.TryGet(out var image) ? image : null, Is.EqualTo(new DecodedImage(format, 640, 480, 1, 1)));
        Assert.That(frames, Has.Count.EqualTo(1));
        var distanceMax = format is ImageFormat.Png or ImageFormat.Bmp ? 0 : 8;
        Assert.That(frames[0].Hash.DistanceTo(expected.Hash), Is.LessThanOrEqualTo(distanceMax));
        Assert.That(frames[0].Quality, Is.GreaterThanOrEqualTo(80));
    }

    [Test]
    public void Identify_EveryFormat_ReadsTheHeader([Values] ImageFormat format)
    {
        var header = Decoders.Any().Identify(TestImages.File(format, seed: 3, width: 301, height: 77));

        Assert.That(header.TryGet(out var read), Is.True, () => header.Reason.ToString());
        Assert.That((read?.Format, read?.Width, read?.Height, read?.Frames), Is.EqualTo((format, 301, 77, 1)));
    }
}
