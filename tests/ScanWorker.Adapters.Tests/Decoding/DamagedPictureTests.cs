using CsCheck;
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
        .. Enum.GetValues<ImageFormat>().Select(format => (format.ToString(), TestImages.File(format, 9, 200, 150))),
        ("lossless WebP", SamplePictures.Scene(9, 200, 150).ToLosslessWebp()),
        ("animated GIF", TestAnimations.Gif(64, 64, Frames())),
        ("animated PNG", TestAnimations.Png(Frames())),
        ("animated WebP", TestAnimations.Webp(64, 64, Frames())),
    ];

    [Test]
    public void Identify_AnyPictureCutAnywhere_IsRefused() =>
        Gen.Select(Gen.Int[0, Files.Length - 1], Gen.Double[0, 0.99999]).Sample(
            (position, share) =>
            {
                var file = Files[position].File;
                var cut = file.AsMemory(0, (int)(file.Length * share));
                var outcome = Decoders.Any().Identify(cut);
                return !outcome.TryGet(out _) && outcome.Reason.Code is
                    UnscannableCode.Corrupt or UnscannableCode.UnknownFormat or UnscannableCode.Empty;
            },
            print: cut => $"{Files[cut.Item1].Name} cut at {cut.Item2}",
            iter: 2000);

    [Test]
    public void Identify_PictureWithoutItsLastByte_IsTruncated()
    {
        foreach (var (name, file) in Files)
        {
            var outcome = Decoders.Any().Identify(file.AsMemory(0, file.Length - 1));

            Assert.That(outcome.TryGet(out _), Is.False, name);
            Assert.That(outcome.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.Corrupt, "truncated")), name);
        }
    }

    [Test]
    public void Identify_BytesAfterTheEnd_AreNoMatter()
    {
        foreach (var (name, file) in Files)
        {
            Assert.That(Decoders.Any().Identify((byte[])[.. file, .. "trailer"u8]).TryGet(out _), Is.True, name);
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
    public void Identify_JpegOfARareKind_IsNamed(int frameMarker, string name)
    {
        var file = TestImages.File(ImageFormat.Jpeg, 9, 200, 150);
        file[file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 1] = (byte)frameMarker;

        var outcome = Decoders.Any().Identify(file);

        Assert.That(outcome.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.UnsupportedFormat, name)));
    }

    [Test]
    public void Identify_WebpWithAPictureBesideItsAnimation_IsCorrupt()
    {
        var animation = TestAnimations.Webp(64, 64, Frames());
        var still = SamplePictures.Scene(1, 64, 64).ToLosslessWebp();
        byte[] both = [.. animation, .. still.AsSpan(12)];
        BitConverter.TryWriteBytes(both.AsSpan(4), both.Length - 8);

        var outcome = Decoders.Any().Identify(both);

        Assert.That(outcome.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.Corrupt, "malformed")));
    }

    private static TestFrame[] Frames() =>
        [.. Enumerable.Range(0, 3).Select(seed => new TestFrame(SamplePictures.Scene(seed, 64, 64)))];
}
