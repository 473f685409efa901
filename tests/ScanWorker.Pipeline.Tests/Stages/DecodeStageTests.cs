using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Stages;
using ScanWorker.Testing;
using ScanWorker.Testing.Content;

namespace ScanWorker.Pipeline.Tests.Stages;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DecodeStageTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly BlockPool _pool = new(1 << 20);

    [Test]
    public async Task RunAsync_Picture_ShowsEveryFrame()
    {
        var visitor = new RecordingVisitor();
        var stage = Stage(new FakeImageDecoder(Header(frames: 3)));

        var outcome = await RunAsync(stage, visitor);

        var expected = new DecodedImage(ImageFormat.Gif, 100, 80, 3, 3);
        Assert.That(outcome.TryGet(out var image) ? image : null, Is.EqualTo(expected));
        Assert.That(visitor.Frames, Has.Count.EqualTo(3));
        Assert.That(stage.Budget.UsedBytes, Is.Zero);
    }

    [Test]
    public async Task RunAsync_NoPicture_HasTheDecodersReason()
    {
        var reason = new UnscannableReason(UnscannableCode.UnsupportedFormat, "tiff");

        var outcome = await RunAsync(Stage(new FakeImageDecoder(reason)));

        Assert.That(outcome.Reason, Is.EqualTo(reason));
    }

    [TestCase(1000, 1000, ExpectedResult = null)]
    [TestCase(1000, 1001, ExpectedResult = UnscannableCode.TooManyPixels)]
    [TestCase(2000, 1, ExpectedResult = null)]
    [TestCase(2001, 1, ExpectedResult = UnscannableCode.TooManyPixels)]
    [TestCase(1, 2001, ExpectedResult = UnscannableCode.TooManyPixels)]
    public async Task<UnscannableCode?> RunAsync_DeclaredSize_IsLimitedBeforeDecoding(int width, int height)
    {
        var decoder = new FakeImageDecoder(new ImageHeader(ImageFormat.Png, width, height, 1, 1000));

        var outcome = await RunAsync(Stage(decoder));

        Assert.That(decoder.DecodedOn is null, Is.EqualTo(!outcome.TryGet(out _)));
        return outcome.TryGet(out _) ? null : outcome.Reason.Code;
    }

    [Test]
    public async Task RunAsync_MoreMemoryThanThereIs_IsDecodeMemory()
    {
        var decoder = new FakeImageDecoder(Header() with { EstimatedDecodeBytes = (1 << 20) + 1 });

        var outcome = await RunAsync(Stage(decoder));

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.DecodeMemory));
        Assert.That(decoder.DecodedOn, Is.Null);
    }

    [Test]
    public async Task RunAsync_MemoryTaken_WaitsWithoutItsDeadlineRunning()
    {
        var decoder = new FakeImageDecoder(Header());
        var stage = Stage(decoder);
        var others = await stage.Budget.ReserveAsync(1 << 20, CancellationToken.None);

        var running = RunAsync(stage);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var waited = decoder.DecodedOn is null;
        others.Dispose();
        var outcome = await running;

        Assert.That((waited, outcome.TryGet(out _)), Is.EqualTo((true, true)));
        Assert.That(stage.Budget.UsedBytes, Is.Zero);
    }

    [TestCase(100, 80, ExpectedResult = 32)]
    [TestCase(500, 500, ExpectedResult = 4)]
    [TestCase(1000, 900, ExpectedResult = 1)]
    public async Task<int> RunAsync_Animation_IsLimitedInFramesAndInTheirPixels(int width, int height)
    {
        var decoder = new FakeImageDecoder(new ImageHeader(ImageFormat.Gif, width, height, 100, 1000));

        var outcome = await RunAsync(Stage(decoder));

        Assert.That(outcome.TryGet(out var image) && image.FramesCapped, Is.True);
        return decoder.FramesMax;
    }

    [Test]
    public async Task RunAsync_DecodingBeyondTheDeadline_IsATimeout()
    {
        var decoder = new FakeImageDecoder(Header()) { OnDecode = _ => _clock.Advance(TimeSpan.FromSeconds(5)) };
        var stage = Stage(decoder);

        var outcome = await RunAsync(stage);

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.DecodeTimeout));
        Assert.That(stage.Budget.UsedBytes, Is.Zero);
    }

    [Test]
    public void RunAsync_Stopping_IsCancelled()
    {
        using var stopping = new CancellationTokenSource();
        var stage = Stage(new FakeImageDecoder(Header()) { OnDecode = _ => stopping.Cancel() });
        using var content = ContentBytes.Fetched(_pool, [1]);

        Assert.That(
            async () => await stage.RunAsync(content, new RecordingVisitor(), stopping.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(stage.Budget.UsedBytes, Is.Zero);
    }

    [Test]
    public async Task RunAsync_DecodingFails_HasTheDecodersReason()
    {
        var stage = Stage(new FakeImageDecoder(Header()) { Failure = UnscannableCode.Corrupt });

        var outcome = await RunAsync(stage);

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.Corrupt));
        Assert.That(stage.Budget.UsedBytes, Is.Zero);
    }

    [Test]
    public async Task RunAsync_AwaitedOnALane_DecodesOnThatLanesThread([Values] bool afterWaitingForMemory)
    {
        using var lanes = new LaneScheduler(1, TimeProvider.System);
        var decoder = new FakeImageDecoder(Header());
        var stage = Stage(decoder);
        var others = afterWaitingForMemory ? await stage.Budget.ReserveAsync(1 << 20, CancellationToken.None) : null;

        var running = await Task.Factory.StartNew(
            () => RunAsync(stage), CancellationToken.None, TaskCreationOptions.None, lanes);
        others?.Dispose();
        _ = await running;

        Assert.That(decoder.DecodedOn?.Name, Is.EqualTo("lane 0"));
    }

    private static ImageHeader Header(int frames = 1) => new(ImageFormat.Gif, 100, 80, frames, 1000);

    private DecodeStage Stage(FakeImageDecoder decoder) => new(
        decoder,
        Options.Create(new DecodeOptions { PixelsMax = 1_000_000, SidePixelsMax = 2000, MemoryBytesMax = 1 << 20 }),
        _clock,
        NullLogger<DecodeStage>.Instance);

    private async Task<Outcome<DecodedImage>> RunAsync(DecodeStage stage, RecordingVisitor? visitor = null)
    {
        using var content = ContentBytes.Fetched(_pool, [1]);
        return await stage.RunAsync(content, visitor ?? new RecordingVisitor(), CancellationToken.None);
    }
}
