using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Decoding.Skia;
using ScanWorker.Adapters.Decoding.Turbo;
using ScanWorker.Adapters.Samples;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>One picture in every format and by every decoder: the same hash, within the bits that decoders may
/// differ.</summary>
/// <remarks>
/// The files in <c>Foreign</c> are scene 7 of 320 x 240 (and scene 8, in <c>two.heic</c>), written by libheif 1.15
/// (<c>heif-enc -q 70</c>) and ImageMagick 7.1.2. <c>quantiser.webp</c> and <c>half.webp</c> are mutations that the
/// differential harness found (docs/differential.md).
/// </remarks>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DecoderContractTests
{
    private const int LossyDistanceMax = 10;
    private const int Seed = 7;
    private const int Width = 320;
    private const int Height = 240;

    private static readonly FingerprintOrder Order = new()
    {
        Transforms = FrameTransforms.Upright,
        FramesMax = 32,
        PixelsMax = 64_000_000,
        SidePixelsMax = 20_000,
        MemoryBytesMax = 192 << 20,
        Deadline = TimeSpan.FromMinutes(1),
    };

    private static readonly Hash256 Known = Decoders.Fingerprint(SamplePictures.Scene(Seed, Width, Height)).Hash;

    private static readonly (string Name, string Decoder, string? RefusedAs)[] Foreign =
    [
        ("scene.heic", "libheif", "heic"), ("scene.avif", "libheif", "avif"), ("scene.jxl", "magick", "jpeg-xl"),
        ("scene.tif", "magick", "tiff"), ("scene.jp2", "magick", "jpeg-2000"), ("scene.j2k", "magick", "jpeg-2000"),
        ("scene.ico", "skia", "ico"), ("arithmetic.jpg", "skia", "jpeg-arithmetic"),
    ];

    private static readonly object[] Webps =
    [
        .. Enumerable.Range(0, 8).Select(seed => (SamplePictures.Scene(seed, 301 + (64 * seed), 240), seed))
            .SelectMany(one => (object[])
            [
                new TestCaseData(one.Item1.ToWebp(), LossyDistanceMax).SetArgDisplayNames($"lossy {one.seed}"),
                new TestCaseData(one.Item1.ToLosslessWebp(), 0).SetArgDisplayNames($"lossless {one.seed}"),
            ]),
        new TestCaseData(TestAnimations.Webp(160, 120, Frames()), 0).SetArgDisplayNames("animated"),
    ];

    private readonly BlockPool _pool = new(16 << 20);

    [TestCaseSource(nameof(Foreign))]
    public async Task Isolated_ForeignFormat_HashesAsItsPicture((string Name, string Decoder, string?) picture)
    {
        var prints = await RunAsync(Read(picture.Name));

        Assert.That(
            (NameOf(prints), prints.Reason), Is.EqualTo((picture.Decoder, default(UnscannableReason?))));
        Assert.That(prints.Hashes[0].Hash.DistanceTo(in Known), Is.LessThanOrEqualTo(DistanceMaxOf(picture.Name)));
        Assert.That(_pool.LentBytes, Is.Zero);
    }

    [TestCaseSource(nameof(Foreign))]
    public async Task NotIsolated_ForeignFormat_IsRefusedByName((string Name, string, string RefusedAs) picture)
    {
        var prints = await RunAsync(Read(picture.Name), isIsolated: false);

        Assert.That(
            prints.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.UnsupportedFormat, picture.RefusedAs)));
        Assert.That(prints.Hashes, Is.Empty);
    }

    [TestCaseSource(nameof(Foreign))]
    public async Task Isolated_MoreThanTheLimits_IsRefusedBeforeDecoding((string Name, string, string?) picture)
    {
        var content = Read(picture.Name);

        var pixels = await RunAsync(content, Order with { PixelsMax = 10_000 });
        var side = await RunAsync(content, Order with { SidePixelsMax = 100 });
        var memory = await RunAsync(content, Order with { MemoryBytesMax = 20_000 });

        Assert.That(
            (pixels.Reason?.Code, side.Reason?.Code, memory.Reason?.Code),
            Is.EqualTo((UnscannableCode.TooManyPixels, UnscannableCode.TooManyPixels, UnscannableCode.DecodeMemory)));
    }

    [TestCaseSource(nameof(Foreign))]
    public async Task Isolated_CutAnywhere_HasAReasonOrAllOfThePicture((string Name, string, string?) picture)
    {
        var content = Read(picture.Name);
        for (var part = 1; part < 8; part++)
        {
            var prints = await RunAsync(content[..(content.Length * part / 8)]);

            Assert.That(
                prints.Reason is not null || prints.Hashes[0].Hash.DistanceTo(in Known) <= DistanceMaxOf(picture.Name),
                Is.True, $"{part} of 8 parts");
        }

        Assert.That(_pool.LentBytes, Is.Zero);
    }

    [TestCaseSource(nameof(Foreign))]
    public async Task Isolated_NoiseBehindTheFirstBytes_EndsWithoutAnException((string Name, string, string?) picture)
    {
        var random = new Random(1);
        for (var i = 0; i < 20; i++)
        {
            var content = Read(picture.Name);
            random.NextBytes(content.AsSpan(random.Next(12, content.Length)));

            _ = await RunAsync(content);
        }

        Assert.That(_pool.LentBytes, Is.Zero);
    }

    [Test]
    public async Task Isolated_SeveralPicturesInOneHeic_AreAllSeen()
    {
        var second = Decoders.Fingerprint(SamplePictures.Scene(Seed + 1, Width, Height)).Hash;

        var prints = await RunAsync(Read("two.heic"));

        Assert.That(prints.Picture?.FramesTotal, Is.EqualTo(2));
        Assert.That(prints.Hashes[0].Hash.DistanceTo(in Known), Is.LessThanOrEqualTo(LossyDistanceMax));
        Assert.That(prints.Hashes[1].Hash.DistanceTo(in second), Is.LessThanOrEqualTo(LossyDistanceMax));
        Assert.That(prints.Hashes.Select(hash => hash.Frame), Is.EqualTo((int[])[0, 1]));
    }

    [Test]
    public void Skia_EveryFormatOfOurs_HashesAsImageSharp(
        [ValueSource(typeof(TestImages), nameof(TestImages.Formats))] ImageFormat format)
    {
        var survey = Decoders.Survey(TestImages.File(format, Seed, 500, 400));
        var (managed, native) = (new RecordingVisitor(), new RecordingVisitor());

        var reasons = (
            new ImageSharpDecoder(_pool).Decode(survey, 1, managed, CancellationToken.None),
            new SkiaDecoder(_pool).Decode(survey, 1, native, CancellationToken.None));

        Assert.That(reasons, Is.EqualTo((default(UnscannableReason?), default(UnscannableReason?))));
        Assert.That(
            native.Frames[0].Hash.DistanceTo(managed.Frames[0].Hash), Is.LessThanOrEqualTo(LossyDistanceMax));
        Assert.That(_pool.LentBytes, Is.Zero);
    }

    [TestCaseSource(nameof(Webps))]
    public async Task Isolated_AnyWebp_GoesToSkiaAndHashesAsImageSharp(byte[] file, int distanceMax)
    {
        var managed = await RunAsync(file, isIsolated: false);
        var native = await RunAsync(file);

        Assert.That((NameOf(managed), NameOf(native)), Is.EqualTo(("imagesharp", "skia")));
        Assert.That((managed.Reason, native.Reason), Is.EqualTo((default(UnscannableReason?), managed.Reason)));
        Assert.That(native.Hashes.Select(LookOf), Is.EqualTo(managed.Hashes.Select(LookOf)));
        Assert.That(
            native.Hashes.Zip(managed.Hashes, (one, other) => one.Hash.DistanceTo(other.Hash)),
            Is.All.LessThanOrEqualTo(distanceMax));
    }

    // A quantiser below zero, which libwebp takes for zero and ImageSharp for the largest there is.
    [Test]
    public async Task Isolated_WebpOfImpossibleQuantiser_IsWhatBrowsersShowOfIt()
    {
        var content = Read("quantiser.webp");
        var shown = new RecordingVisitor();
        _ = new SkiaDecoder(_pool).Decode(Decoders.Survey(content), 1, shown, CancellationToken.None);

        var prints = await RunAsync(content);
        var within = await RunAsync(content, isIsolated: false);

        Assert.That(prints.Hashes[0].Hash, Is.EqualTo(shown.Frames[0].Hash));
        Assert.That(
            (within.Reason?.ToString(), within.Hashes.Length), Is.EqualTo(("ambiguous-picture:pixel-data", 0)));
    }

    // Broken on the way: browsers show what comes before, their codec refuses the whole, and ImageSharp shows rubbish.
    [Test]
    public async Task Isolated_WebpThatTheBrowsersCodecRefuses_IsNotJudgedByAnother() =>
        Assert.That((await RunAsync(Read("half.webp"))).Reason, Is.Not.Null);

    // Where the library is not installed the decoder is not in the table, which is what holds then.
    [TestCase(640, 480)]
    [TestCase(1601, 1003)]
    [TestCase(17, 9)]
    public void Turbo_JpegOfLumaAndColour_HashesAsImageSharp(int width, int height)
    {
        var survey = Decoders.Survey(TestImages.File(ImageFormat.Jpeg, Seed, width, height));
        var (managed, native) = (new RecordingVisitor(), new RecordingVisitor());
        _ = new ImageSharpDecoder(_pool).Decode(survey, 1, managed, CancellationToken.None);

        Decoders.IfTurboIsThere(() => Assert.That(
            new TurboDecoder(_pool).Decode(survey, 1, native, CancellationToken.None), Is.Null));

        Assert.That(
            native.Frames.Select(frame => frame.Hash.DistanceTo(managed.Frames[0].Hash)),
            Is.All.LessThanOrEqualTo(4).And.Exactly(TurboJpeg.IsAvailable ? 1 : 0).Items);
        Assert.That(_pool.LentBytes, Is.Zero);
    }

    [Test]
    public async Task Isolated_JpegWithoutLumaPlane_GoesToSkia()
    {
        var prints = await RunAsync(Read("cmyk.jpg"));

        Assert.That((NameOf(prints), prints.Reason), Is.EqualTo(("skia", default(UnscannableReason?))));
        Assert.That(prints.Hashes[0].Hash.DistanceTo(in Known), Is.LessThanOrEqualTo(LossyDistanceMax));
    }

    [Test]
    public async Task Isolated_JpegCutOff_IsHashedAsItIsShownAndTold()
    {
        var picture = SamplePictures.Scene(Seed, 1000, 800);
        var whole = Decoders.Fingerprint(picture).Hash;

        var prints = await RunAsync(TestImages.File(ImageFormat.Jpeg, picture)[..^20]);

        Assert.That((NameOf(prints), prints.Reason?.Code), Is.EqualTo(("skia", UnscannableCode.Corrupt)));
        Assert.That(prints.Hashes[0].Hash.DistanceTo(in whole), Is.LessThanOrEqualTo(31));
    }

    [Test]
    public void DecodeDeadlineReached_EveryDecoder_Throws()
    {
        var picture = Decoders.Survey(TestImages.File(ImageFormat.Gif));
        using var deadline = new CancellationTokenSource();
        deadline.Cancel();

        Assert.That(
            () => new SkiaDecoder(_pool).Decode(picture, 1, new RecordingVisitor(), deadline.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    // Each over the one before, within the canvas or covering it.
    [TestCase("imagesharp", "imagesharp")]
    [TestCase("skia", "skia")]
    [TestCase("magick", null, Description = "It decodes no canonical JPEG.")]
    [TestCase("nobody", null)]
    public async Task Isolated_DecoderAskedFor_IsTheOneWhereItMayShowThePicture(string wish, string? decoder)
    {
        var content = TestImages.File(ImageFormat.Jpeg, Seed, Width, Height);

        var asked = await RunAsync(content, Order with { Decoder = wish });

        var usual = await RunAsync(content);
        Assert.That(NameOf(asked), Is.EqualTo(decoder ?? NameOf(usual)));
        Assert.That(asked.Hashes.Single().Hash.DistanceTo(usual.Hashes.Single().Hash), Is.LessThanOrEqualTo(2));
    }

    [Test]
    public async Task Isolated_OddPictureWithAnotherDecoderAskedFor_IsShownAsUsual()
    {
        var asked = await RunAsync(Read("arithmetic.jpg"), Order with { Decoder = "imagesharp" });

        Assert.That(NameOf(asked), Is.EqualTo("skia"));
    }

    private static TestFrame[] Frames() =>
    [
        new(SamplePictures.Scene(1, 160, 120)),
        new(SamplePictures.Scene(2, 80, 60), X: 20, Y: 30),
        new(SamplePictures.Scene(3, 100, 100), X: 40, Y: 10, Disposal: TestDisposal.Clear),
        new(SamplePictures.Scene(4, 160, 120), Blends: false),
    ];

    // The icon is a copy of 128 x 96.
    private static int DistanceMaxOf(string name) => name == "scene.ico" ? 31 : LossyDistanceMax;

    private static (int, DihedralTransform, PictureCrop, PictureBackdrop) LookOf(PerceptualHash hash) =>
        (hash.Frame, hash.Transform, hash.Crop, hash.Backdrop);

    private static string? NameOf(ContentFingerprints prints) => prints.Picture?.Decoder.Split('/')[0];

    private static byte[] Read(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Decoding", "Foreign", name));

    private async Task<ContentFingerprints> RunAsync(
        byte[] content, FingerprintOrder? order = null, bool isIsolated = true)
    {
        var fingerprinter = new PictureFingerprinter(
            new PictureRouter(DecoderTable.Rows(_pool), isIsolated), TimeProvider.System,
            NullLogger<PictureFingerprinter>.Instance);
        return await fingerprinter.FingerprintAsync(
            content, order ?? Order, new UnboundedMemory(), CancellationToken.None);
    }
}
