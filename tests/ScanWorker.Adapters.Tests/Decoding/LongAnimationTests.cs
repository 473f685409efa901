using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Samples;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>Animated WebP of more frames than the limit, by every decoder and by managed code alone.</summary>
[TestFixture(true), TestFixture(false), Parallelizable(ParallelScope.All)]
internal sealed class LongAnimationTests(bool isIsolated)
{
    private const int First = 4;
    private const int Side = 64;
    private const int FrameMs = 250;

    private static readonly FingerprintOrder Order =
        Decoders.Order with { FramesMax = First, SampledFramesMax = 20, PixelsMax = 64_000_000 };

    private static readonly SamplePicture[] Scenes =
        [.. Enumerable.Range(0, 30).Select(seed => SamplePictures.Scene(40 + seed, Side, Side))];

    private static readonly SamplePicture Known = SamplePictures.Scene(7, Side, Side);

    [TestCase(0)]
    [TestCase(First)]
    [TestCase(21)]
    [TestCase(39)]
    public async Task FingerprintAsync_PictureWithinALongAnimation_IsFoundAtItsSecond(int at)
    {
        var prints = await RunAsync(Animation(40, Still(1), (at, Known)));

        var known = Decoders.Fingerprint(Known).Hash;
        var found = prints.Hashes.Where(hash => hash.Hash.DistanceTo(known) <= 4).ToList();
        Assert.That(prints.Reason, Is.Null);
        Assert.That(
            found.Select(hash => hash.Second), Is.Not.Empty.And.All.EqualTo(at * FrameMs / 1000.0).Within(0.0001));
    }

    [Test]
    public async Task FingerprintAsync_NothingChanges_LooksAtTheFirstAndOnceASecond()
    {
        var prints = await RunAsync(Animation(40, Still(1)));

        Assert.That(prints.Reason, Is.Null);
        Assert.That(
            (prints.Picture?.FramesDecoded, prints.Picture?.FramesTotal), Is.EqualTo((First + 9, First + 9)));
    }

    [Test]
    public async Task FingerprintAsync_MoreThatDiffersThanTheLimit_SaysSoAndKeepsWhatWasSeen()
    {
        var prints = await RunAsync(Animation(30, SceneOf));

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.TooManyFrames));
        Assert.That((prints.Picture?.FramesDecoded, prints.Picture?.FramesTotal), Is.EqualTo((20, 30)));
        Assert.That(prints.Hashes.Select(hash => hash.Frame).Distinct(), Is.EqualTo(Enumerable.Range(0, 20)));
    }

    [TestCase(0, First)]
    [TestCase(First, First)]
    public async Task FingerprintAsync_NoMoreThanTheFirstWanted_IsCutAsBefore(int sampled, int seen)
    {
        var prints = await RunAsync(Animation(30, Still(1)), Order with { SampledFramesMax = sampled });

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.TooManyFrames));
        Assert.That((prints.Picture?.FramesDecoded, prints.Picture?.FramesTotal), Is.EqualTo((seen, 30)));
        Assert.That(prints.Hashes.Select(hash => hash.Second), Is.All.Null);
    }

    [Test]
    public async Task FingerprintAsync_CutShort_IsDamagedAsBefore()
    {
        var prints = await RunAsync(Animation(30, SceneOf)[..^50]);

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.Corrupt));
    }

    [Test]
    public void FingerprintAsync_AnyCutsBetweenScenes_EachSceneIsSeen() => Gen.Int[1, 6].Array[1, 8].Sample(
        lengths =>
        {
            var scenes = lengths.SelectMany((length, scene) => Enumerable.Repeat(scene, length)).ToList();
            var content = Animation(scenes.Count, frame => SceneOf(scenes[frame]));

            var prints = RunAsync(content, Order with { SampledFramesMax = 60 }).AsTask().GetAwaiter().GetResult();

            var hashes = prints.Hashes.Select(hash => hash.Hash).ToList();
            return prints.Reason is null && Enumerable.Range(0, lengths.Length)
                .Select(scene => Decoders.Fingerprint(SceneOf(scene)).Hash)
                .All(known => hashes.Any(hash => hash.DistanceTo(known) <= 4));
        },
        iter: 6);

    [Test]
    public async Task FingerprintAsync_DeadlineNear_SaysSoAndKeepsWhatWasSeen()
    {
        var clock = new FakeTimeProvider();
        using var pool = new BlockPool(16 << 20);
        var slow = new DecoderRow([ImageFormat.Webp], PictureKind.Canonical, new SlowDecoder(pool, clock));
        var fingerprinter = new PictureFingerprinter(
            new PictureRouter([slow], isIsolated), clock, NullLogger<PictureFingerprinter>.Instance);

        var prints = await fingerprinter.FingerprintAsync(
            Animation(20, SceneOf), Order, new UnboundedMemory(), CancellationToken.None);

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.DecodeTimeout));
        Assert.That(
            (prints.Picture?.FramesDecoded, prints.Picture?.FramesTotal, prints.Hashes.Length),
            Is.EqualTo((SlowDecoder.SlowFrame + 1, 20, SlowDecoder.SlowFrame + 1)));
    }

    private static SamplePicture SceneOf(int seed) => Scenes[seed];

    private static Func<int, SamplePicture> Still(int seed) => _ => Scenes[seed];

    private static byte[] Animation(
        int frames, Func<int, SamplePicture> picture, params (int At, SamplePicture Picture)[] instead) =>
        TestAnimations.Webp(Side, Side, [.. Enumerable.Range(0, frames).Select(frame =>
            new TestFrame(instead.Where(one => one.At == frame).Select(one => one.Picture)
                .FirstOrDefault() ?? picture(frame))
            {
                DurationMs = FrameMs,
            })]);

    private async ValueTask<ContentFingerprints> RunAsync(byte[] content, FingerprintOrder? order = null)
    {
        var fingerprinter = new PictureFingerprinter(
            new PictureRouter(DecoderTable.Rows(new BlockPool(16 << 20)), isIsolated), TimeProvider.System,
            NullLogger<PictureFingerprinter>.Instance);
        return await fingerprinter.FingerprintAsync(
            content, order ?? Order, new UnboundedMemory(), CancellationToken.None);
    }

    /// <summary>Takes nine tenths of the time there is for one of its frames.</summary>
    private sealed class SlowDecoder(BlockPool pool, FakeTimeProvider clock) : IPictureDecoder
    {
        public const int SlowFrame = 7;

        private readonly ImageSharpDecoder _decoder = new(pool);

        public string Name => "slow";

        public string Version => "1";

        public bool IsAvailable => true;

        public UnscannableReason? Decode(
            PictureSurvey picture, int framesMax, IFrameVisitor visitor, CancellationToken deadline) =>
            _decoder.Decode(picture, framesMax, new Slowly(visitor, clock), deadline);
    }

    private sealed class Slowly(IFrameVisitor visitor, FakeTimeProvider clock) : IFrameVisitor
    {
        public bool Wants(int frame, PictureRows pixels)
        {
            if (frame == SlowDecoder.SlowFrame)
            {
                clock.Advance(0.9 * Order.Deadline);
            }

            return visitor.Wants(frame, pixels);
        }

        public void Visit(FrameView view, LumaPlane plane) => visitor.Visit(view, plane);
    }
}
