using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ImageSharpDecoderTests
{
    [Test]
    public void Decode_EveryFormat_GivesTheHashOfTheDrawnPicture(
        [ValueSource(typeof(TestImages), nameof(TestImages.Formats))] ImageFormat format)
    {
        var picture = SamplePictures.Scene(7);

        var (outcome, frames) = Decoders.Decode(TestImages.File(format, picture));

        var expected = Decoders.Fingerprint(picture);
        Assert.That(outcome.TryGet(out _), Is.True);
        Assert.That(frames, Has.Count.EqualTo(1));
        var distanceMax = format is ImageFormat.Png or ImageFormat.Bmp ? 0 : 8;
        Assert.That(frames[0].Hash.DistanceTo(expected.Hash), Is.LessThanOrEqualTo(distanceMax));
        Assert.That(frames[0].Quality, Is.GreaterThanOrEqualTo(80));
    }

    [Test]
    public void Survey_EveryFormat_ReadsTheHeader(
        [ValueSource(typeof(TestImages), nameof(TestImages.Formats))] ImageFormat format)
    {
        var survey = Decoders.Survey(TestImages.File(format, seed: 3, width: 301, height: 77));

        var structure = survey.Structure;
        Assert.That(
            (survey.Format, structure.Width, structure.Height, structure.FrameCount),
            Is.EqualTo((format, 301, 77, 1)));
    }
}
