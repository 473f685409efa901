using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Samples;
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
}
