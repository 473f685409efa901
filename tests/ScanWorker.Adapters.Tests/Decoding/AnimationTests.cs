using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class AnimationTests
{
    private const int Width = 320;
    private const int Height = 240;

    // WebP knows no restoring.
    private static readonly object[] Cases =
    [
        .. from format in (ImageFormat[])[ImageFormat.Gif, ImageFormat.Png, ImageFormat.Webp]
           from disposal in Enum.GetValues<TestDisposal>()
           where format != ImageFormat.Webp || disposal != TestDisposal.Restore
           from blends in format == ImageFormat.Gif ? (bool[])[true] : [true, false]
           select new object[] { format, disposal, blends },
    ];

    [TestCaseSource(nameof(Cases))]
    public void Decode_FramesOfEveryPlace_ShowsWhatAViewerShows(ImageFormat format, TestDisposal disposal, bool blends)
    {
        TestFrame[] frames =
        [
            new(SamplePictures.Scene(1, Width, Height), 0, 0, disposal, blends),
            new(SamplePictures.Scene(2, 200, 120), 40, 60, disposal, blends),
            new(SamplePictures.Scene(3, 90, 150), 230, 90, disposal, blends),
            new(SamplePictures.Scene(4, 100, 100), 0, 0, TestDisposal.Keep, blends),
        ];

        var (outcome, shown) = Decoders.Decode(Animation(format, frames));

        var expected = TestFrame.Shown(Width, Height, frames).Select(Decoders.Fingerprint).ToList();
        Assert.That(outcome.TryGet(out var survey), Is.True, () => outcome.Reason.ToString());
        Assert.That(
            (survey?.Format, survey?.Structure.Width, survey?.Structure.Height, survey?.Structure.FrameCount),
            Is.EqualTo((format, Width, Height, 4)));
        var distances = shown.Zip(expected, (one, other) => one.Hash.DistanceTo(other.Hash)).ToList();
        Assert.That(distances, Has.Count.EqualTo(4).And.All.LessThanOrEqualTo(format == ImageFormat.Gif ? 10 : 0));
    }

    [TestCase(ImageFormat.Gif)]
    [TestCase(ImageFormat.Png)]
    [TestCase(ImageFormat.Webp)]
    public void Decode_MoreFramesThanTheLimit_ShowsTheFirst(ImageFormat format)
    {
        var frames = Five();

        var (outcome, shown) = Decoders.Decode(Animation(format, frames, 64, 64), framesMax: 3);

        Assert.That(outcome.TryGet(out var survey) ? survey.Structure.FrameCount : 0, Is.EqualTo(5));
        Assert.That(shown, Has.Count.EqualTo(3));
    }

    [Test]
    public void Decode_PngWhoseDefaultImageIsNotAFrame_ShowsItAsWell()
    {
        TestFrame[] frames = [new(SamplePictures.Scene(1, 64, 64)), new(SamplePictures.Scene(2, 64, 64))];
        var file = TestAnimations.Png(frames);
        var control = file.AsSpan().IndexOf("fcTL"u8) - 4;
        byte[] without = [.. file.AsSpan(0, control), .. file.AsSpan(control + 26 + 12)];

        var (outcome, shown) = Decoders.Decode(without);

        Assert.That(outcome.TryGet(out var survey) ? survey.Structure.FrameCount : 0, Is.EqualTo(2));
        Assert.That(
            shown.Select(frame => frame.Hash),
            Is.EqualTo(frames.Select(frame => Decoders.Fingerprint(frame.Picture).Hash)));
    }

    [Test]
    public void Decode_GifFrameBeyondTheScreen_ShowsThePartWithin()
    {
        TestFrame[] frames = [new(SamplePictures.Scene(1, 64, 64)), new(SamplePictures.Scene(2, 64, 64), 32, 20)];

        var (outcome, shown) = Decoders.Decode(TestAnimations.Gif(64, 64, frames));

        Assert.That(outcome.TryGet(out _), Is.True);
        var expected = TestFrame.Shown(64, 64, frames).Select(Decoders.Fingerprint).ToList();
        Assert.That(shown[1].Hash.DistanceTo(expected[1].Hash), Is.LessThanOrEqualTo(16));
    }

    [Test]
    public void Decode_DeadlineBetweenFrames_Ends()
    {
        var frames = Five();
        var file = TestAnimations.Gif(64, 64, frames);
        using var deadline = new CancellationTokenSource();
        var survey = Decoders.Survey(file);
        var visitor = new CancellingVisitor(deadline, afterFrames: 2);

        Assert.That(
            () => Decoders.Any().Decode(survey, 32, visitor, deadline.Token),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That(visitor.Seen, Is.EqualTo(2));
    }

    private static TestFrame[] Five() =>
        [.. Enumerable.Range(0, 5).Select(seed => new TestFrame(SamplePictures.Scene(seed, 64, 64)))];

    private static byte[] Animation(ImageFormat format, TestFrame[] frames, int width = Width, int height = Height) =>
        format switch
        {
            ImageFormat.Gif => TestAnimations.Gif(width, height, frames),
            ImageFormat.Png => TestAnimations.Png(frames),
            _ => TestAnimations.Webp(width, height, frames),
        };
}
