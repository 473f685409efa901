using CsCheck;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>A picture of which a part is missing is never taken for one that was looked at.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DamagedPictureTests
{
    private static readonly (string Name, byte[] File)[] Files =
    [
        .. TestImages.Formats.Select(format => (format.ToString(), TestImages.File(format, 9, 200, 150))),
        ("lossless WebP", SamplePictures.Scene(9, 200, 150).ToLosslessWebp()),
        ("animated GIF", TestAnimations.Gif(64, 64, Frames())),
        ("animated PNG", TestAnimations.Png(Frames())),
        ("animated WebP", TestAnimations.Webp(64, 64, Frames())),
    ];

    // Where the cut leaves every pixel, or whole frames of an animation, what is left is what a viewer shows.
    [Test]
    public void Decode_AnyPictureCutAnywhere_IsRefusedOrShowsOnlyWhatIsWhole() =>
        Gen.Select(Gen.Int[0, Files.Length - 1], Gen.Double[0, 0.99999]).Sample(
            (position, share) =>
            {
                var (_, file) = Files[position];
                var cut = file.AsMemory(0, (int)(file.Length * share));
                var (outcome, shown) = Decoders.Decode(cut);
                return outcome.TryGet(out _)
                    ? shown.Count > 0 && shown.SequenceEqual(Decoders.Decode(file).Frames.Take(shown.Count))
                    : outcome.Reason.Code is
                        UnscannableCode.Corrupt or UnscannableCode.UnknownFormat or UnscannableCode.Empty;
            },
            print: cut => $"{Files[cut.Item1].Name} cut at {cut.Item2}",
            iter: 2000);

    [TestCase(ImageFormat.Jpeg, 10)]
    [TestCase(ImageFormat.Png, 40)]
    [TestCase(ImageFormat.Gif, 10)]
    [TestCase(ImageFormat.Webp, 1)]
    [TestCase(ImageFormat.Bmp, 1)]
    public void Decode_PictureWithoutItsLastPixels_IsTruncated(ImageFormat format, int bytes)
    {
        var file = TestImages.File(format, 9, 200, 150);

        var (outcome, _) = Decoders.Decode(file.AsMemory(0, file.Length - bytes));

        Assert.That(outcome.TryGet(out _), Is.False);
        Assert.That(outcome.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.Corrupt, "truncated")));
    }

    [Test]
    public void Of_BytesAfterTheEnd_AreNoMatter()
    {
        foreach (var (name, file) in Files)
        {
            Assert.That(PictureSurvey.Of((byte[])[.. file, .. "trailer"u8], 32).TryGet(out _), Is.True, name);
        }
    }

    [Test]
    public void Decode_PngWithAFlippedByteInItsPixels_IsCorrupt()
    {
        var file = TestImages.File(ImageFormat.Png, 9, 200, 150);
        file[file.AsSpan().IndexOf("IDAT"u8) + 100] ^= 1;

        var (outcome, frames) = Decoders.Decode(file);

        Assert.That(outcome.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.Corrupt, "checksum")));
        Assert.That(frames, Is.Empty);
    }

    [TestCase(0xC3, "jpeg-lossless")]
    [TestCase(0xC6, "jpeg-hierarchical")]
    [TestCase(0xC9, "jpeg-arithmetic")]
    public void Of_JpegOfARareKind_IsNamed(int frameMarker, string name)
    {
        var file = TestImages.File(ImageFormat.Jpeg, 9, 200, 150);
        file[file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 1] = (byte)frameMarker;

        var outcome = PictureSurvey.Of(file, 32);

        Assert.That(outcome.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.UnsupportedFormat, name)));
    }

    [Test]
    public void Read_WebpWithAPictureBesideItsAnimation_IsOdd()
    {
        var animation = TestAnimations.Webp(64, 64, Frames());
        var still = SamplePictures.Scene(1, 64, 64).ToLosslessWebp();
        byte[] both = [.. animation, .. still.AsSpan(12)];
        BitConverter.TryWriteBytes(both.AsSpan(4), both.Length - 8);

        Assert.That(PictureStructure.Read(ImageFormat.Webp, both, 4).TryGet(out var structure), Is.True);
        Assert.That(structure?.Oddity, Is.EqualTo(Oddity.ContainerFlags).Or.EqualTo(Oddity.Animation));
    }

    private static TestFrame[] Frames() =>
        [.. Enumerable.Range(0, 3).Select(seed => new TestFrame(SamplePictures.Scene(seed, 64, 64)))];
}
