using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Samples;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PictureFingerprinterTests
{
    private static readonly FingerprintOrder Order = Decoders.Order with { Deadline = TimeSpan.FromSeconds(5) };

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogger<PictureFingerprinter> _logger = new();
    private readonly ScriptedDecoder _scripted = new();

    [Test]
    public async Task FingerprintAsync_EveryFormat_GivesTheHashOfItsPicture(
        [ValueSource(typeof(TestImages), nameof(TestImages.Formats))] ImageFormat format)
    {
        var file = TestImages.File(format, 7);

        var prints = await Real().FingerprintAsync(file, Order, new UnboundedMemory(), CancellationToken.None);

        var (_, frames) = Decoders.Decode(file);
        Assert.That(
            prints.Picture, Is.EqualTo(new DecodedPicture(KebabCase.Of(format), 640, 480, 1, 1, "imagesharp/2.1.13")));
        Assert.That(prints.Hashes.Select(hash => (hash.Hash, hash.Quality)), Is.EqualTo(frames.Select(Pair)));
        Assert.That((prints.QualityMin, prints.QualityMax), Is.EqualTo((frames[0].Quality, frames[0].Quality)));
        Assert.That(prints.Reason, Is.Null);
    }

    [Test]
    public async Task FingerprintAsync_Dihedral_GivesAllEightTransforms()
    {
        var prints = await Real().FingerprintAsync(
            TestImages.File(ImageFormat.Png), Order with { Transforms = FrameTransforms.Turned }, new UnboundedMemory(),
            CancellationToken.None);

        Assert.That(
            prints.Hashes.Select(hash => hash.Transform), Is.EqualTo(Enum.GetValues<DihedralTransform>()));
    }

    // Of the sizes of thumbnails the reference's hashes of turned pictures are too far away to be found.
    [Test]
    public async Task FingerprintAsync_TurnedThumbnail_HasTheHashOfThePicture(
        [Values(130, 160, 200, 256)] int width, [Values(120, 150, 192)] int height)
    {
        var picture = SamplePictures.Scene(width + height, width, height);
        var known = Decoders.Fingerprint(picture).Hash;
        var turned = picture;
        for (var i = 0; i < PdqHasher.DihedralCount; i++)
        {
            turned = i == 4 ? turned.Mirrored() : turned.Rotated();
            var prints = await Real().FingerprintAsync(
                turned.ToPng(), Order with { Transforms = FrameTransforms.Turned }, new UnboundedMemory(),
                CancellationToken.None);

            Assert.That(prints.Hashes.Min(hash => hash.Hash.DistanceTo(known)), Is.LessThanOrEqualTo(2), $"{i}");
        }
    }

    [Test]
    public async Task FingerprintAsync_NoPicture_HasTheReason()
    {
        var prints = await RunAsync("%PDF-1.7"u8.ToArray());

        Assert.That(prints.Reason, Is.EqualTo(new UnscannableReason(UnscannableCode.UnsupportedFormat, "pdf")));
        Assert.That((prints.Picture, prints.Hashes.Length), Is.EqualTo((default(DecodedPicture), 0)));
    }

    [TestCase(1000, 1000, ExpectedResult = null)]
    [TestCase(1000, 1001, ExpectedResult = UnscannableCode.TooManyPixels)]
    [TestCase(2000, 1, ExpectedResult = null)]
    [TestCase(2001, 1, ExpectedResult = UnscannableCode.TooManyPixels)]
    [TestCase(1, 2001, ExpectedResult = UnscannableCode.TooManyPixels)]
    public async Task<UnscannableCode?> FingerprintAsync_DeclaredSize_IsLimitedBeforeDecoding(int width, int height)
    {
        var prints = await RunAsync(TestImages.File(ImageFormat.Bmp, 1, width, height));

        Assert.That(_scripted.FramesMax == 0, Is.EqualTo(prints.Reason is not null));
        return prints.Reason?.Code;
    }

    [Test]
    public async Task FingerprintAsync_MoreMemoryThanThereIs_IsDecodeMemory()
    {
        var prints = await RunAsync(TestImages.File(ImageFormat.Png), Order with { MemoryBytesMax = 1000 });

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.DecodeMemory));
        Assert.That(_scripted.FramesMax, Is.Zero);
    }

    [Test]
    public async Task FingerprintAsync_MemoryTaken_WaitsWithoutItsDeadlineRunning()
    {
        var budget = new MemoryBudget(1);
        var others = await budget.ReserveAsync(1, CancellationToken.None);

        var running = RunAsync(TestImages.File(ImageFormat.Png), Order, new Lender(budget));
        _clock.Advance(TimeSpan.FromMinutes(1));
        var waited = _scripted.FramesMax == 0;
        others.Dispose();
        var prints = await running;

        Assert.That((waited, prints.Reason), Is.EqualTo((true, default(UnscannableReason?))));
        Assert.That(budget.UsedBytes, Is.Zero);
    }

    [TestCase(100, 80, ExpectedResult = 32)]
    [TestCase(500, 500, ExpectedResult = 4)]
    [TestCase(1000, 900, ExpectedResult = 1)]
    public async Task<int> FingerprintAsync_Animation_IsLimitedInFramesAndInTheirPixels(int width, int height)
    {
        var picture = new TestFrame(SamplePictures.Flat(width, height));
        var file = TestAnimations.Gif(width, height, [.. Enumerable.Repeat(picture, 40)]);

        var prints = await RunAsync(file);

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.TooManyFrames));
        Assert.That(prints.Picture?.FramesTotal, Is.EqualTo(40));
        Assert.That(prints.Picture?.FramesDecoded, Is.EqualTo(_scripted.FramesMax));
        return _scripted.FramesMax;
    }

    [Test]
    public async Task FingerprintAsync_DecodingBeyondTheDeadline_IsATimeoutWithWhatWasSeen()
    {
        _scripted.AfterFrame = _ => _clock.Advance(TimeSpan.FromSeconds(5));

        var prints = await RunAsync(TestImages.File(ImageFormat.Png));

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.DecodeTimeout));
        Assert.That((prints.Picture, prints.Hashes.Length), Is.EqualTo((default(DecodedPicture), 1)));
        Assert.That(_logger.LatestRecord.Message, Does.Contain("5000 ms"));
    }

    [Test]
    public void FingerprintAsync_Stopping_IsCancelled()
    {
        using var stopping = new CancellationTokenSource();
        _scripted.AfterFrame = _ => stopping.Cancel();
        var budget = new MemoryBudget(1 << 20);

        Assert.That(
            async () => await Scripted().FingerprintAsync(
                TestImages.File(ImageFormat.Png), Order, new Lender(budget), stopping.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(budget.UsedBytes, Is.Zero);
    }

    [Test]
    public async Task FingerprintAsync_DecodingFails_HasTheDecodersReasonAndWhatWasSeen()
    {
        _scripted.Failure = UnscannableCode.Corrupt;

        var prints = await RunAsync(TestImages.File(ImageFormat.Png));

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.Corrupt));
        Assert.That((prints.Picture?.Decoder, prints.Hashes.Length), Is.EqualTo(("scripted/1", 1)));
    }

    private static (Hash256, int) Pair(PdqFingerprint print) => (print.Hash, print.Quality);

    private PictureFingerprinter Real() => new(RouterTo(Decoders.Any()), TimeProvider.System, _logger);

    private PictureFingerprinter Scripted() => new(RouterTo(_scripted), _clock, _logger);

    private static PictureRouter RouterTo(IPictureDecoder decoder) => new(
        [new DecoderRow([.. TestImages.Formats], PictureKind.Canonical, decoder)], isIsolated: false);

    private async Task<ContentFingerprints> RunAsync(
        byte[] file, FingerprintOrder? order = null, IDecodeMemory? memory = null) =>
        await Scripted().FingerprintAsync(
            file, order ?? Order, memory ?? new UnboundedMemory(), CancellationToken.None);

    /// <summary>Shows black frames, then does as it is told.</summary>
    private sealed class ScriptedDecoder : IPictureDecoder
    {
        public string Name => "scripted";

        public string Version => "1";

        public bool IsAvailable => true;

        public Action<CancellationToken> AfterFrame { get; set; } = _ => { };

        public UnscannableReason? Failure { get; set; }

        /// <summary>Of the last decoding; 0 while there was none.</summary>
        public int FramesMax { get; private set; }

        public UnscannableReason? Decode(
            PictureSurvey picture, int framesMax, IFrameVisitor visitor, CancellationToken deadline)
        {
            FramesMax = framesMax;
            using var plane = LumaPlane.For(picture.Structure.Width, picture.Structure.Height);
            for (var row = 0; row < plane.Height; row++)
            {
                plane.SetGreyRow(row, new byte[picture.Structure.Width]);
            }

            for (var frame = 0; frame < Math.Min(framesMax, picture.Structure.FrameCount); frame++)
            {
                visitor.Visit(new FrameView(frame), plane);
            }

            AfterFrame(deadline);
            deadline.ThrowIfCancellationRequested();
            return Failure;
        }
    }

    private sealed class Lender(MemoryBudget budget) : IDecodeMemory
    {
        public ValueTask<IDisposable> ReserveAsync(long bytes, long pixels, CancellationToken stopping) =>
            budget.ReserveAsync(bytes, stopping);
    }
}
