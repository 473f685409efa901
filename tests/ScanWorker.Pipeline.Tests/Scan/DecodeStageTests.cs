using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Lanes;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing.Content;

namespace ScanWorker.Pipeline.Tests.Scan;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DecodeStageTests
{
    private static readonly DecodeOptions Limits = new()
    {
        FramesMax = 7,
        SampledFramesMax = 70,
        PixelsMax = 1_000_000,
        SidePixelsMax = 2000,
        MemoryBytesMax = 1 << 20,
        Deadline = TimeSpan.FromSeconds(9),
    };

    private readonly BlockPool _pool = new(1 << 20);

    [Test]
    public async Task RunAsync_Content_IsOrderedWithEveryLimit([Values] FrameTransforms transforms)
    {
        var answer = FakeFingerprinter.Black();
        var fingerprinter = new FakeFingerprinter(answer);

        var prints = await RunAsync(Stage(fingerprinter), transforms, CropQueries.Halves);

        Assert.That(prints, Is.SameAs(answer));
        Assert.That(fingerprinter.Order, Is.EqualTo(new FingerprintOrder
        {
            Transforms = transforms,
            Crops = CropQueries.Halves,
            FramesMax = 7,
            SampledFramesMax = 70,
            PixelsMax = 1_000_000,
            SidePixelsMax = 2000,
            MemoryBytesMax = 1 << 20,
            Deadline = TimeSpan.FromSeconds(9),
        }));
    }

    [Test]
    public async Task RunAsync_WhileDecoding_CountsMemoryAndPixels()
    {
        var fingerprinter = new FakeFingerprinter(FakeFingerprinter.Black());
        var stage = Stage(fingerprinter);
        var during = (0L, 0L);
        fingerprinter.OnDecode = () => during = (stage.Budget.UsedBytes, stage.PixelsInFlight);

        _ = await RunAsync(stage);

        Assert.That(during, Is.EqualTo((1000L, 8000L)));
        Assert.That((stage.Budget.UsedBytes, stage.PixelsInFlight), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task RunAsync_MemoryTaken_Waits()
    {
        var fingerprinter = new FakeFingerprinter(FakeFingerprinter.Black());
        var stage = Stage(fingerprinter);
        var others = await stage.Budget.ReserveAsync(1 << 20, CancellationToken.None);

        var running = RunAsync(stage);
        var waited = fingerprinter.DecodedOn is null;
        others.Dispose();
        _ = await running;

        Assert.That(waited, Is.True);
        Assert.That((stage.Budget.UsedBytes, stage.PixelsInFlight), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public void RunAsync_FingerprinterThrows_GivesTheMemoryBack()
    {
        var stage = Stage(new FakeFingerprinter(FakeFingerprinter.Black())
        {
            OnDecode = () => throw new OperationCanceledException(),
        });

        Assert.That(async () => await RunAsync(stage), Throws.InstanceOf<OperationCanceledException>());

        Assert.That((stage.Budget.UsedBytes, stage.PixelsInFlight), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task RunAsync_AwaitedOnALane_WorksOnThatLanesThread([Values] bool afterWaitingForMemory)
    {
        using var lanes = new LaneScheduler(1, TimeProvider.System);
        var fingerprinter = new FakeFingerprinter(FakeFingerprinter.Black());
        var stage = Stage(fingerprinter);
        var others = afterWaitingForMemory ? await stage.Budget.ReserveAsync(1 << 20, CancellationToken.None) : null;

        var running = await Task.Factory.StartNew(
            () => RunAsync(stage), CancellationToken.None, TaskCreationOptions.None, lanes);
        others?.Dispose();
        _ = await running;

        Assert.That(fingerprinter.DecodedOn?.Name, Is.EqualTo("lane 0"));
    }

    private static DecodeStage Stage(FakeFingerprinter fingerprinter) => new(fingerprinter, Options.Create(Limits));

    private async Task<ContentFingerprints> RunAsync(
        DecodeStage stage, FrameTransforms transforms = FrameTransforms.Upright, CropQueries crops = CropQueries.None)
    {
        using var content = ContentBytes.Fetched(_pool, [1]);
        return await stage.RunAsync(content, transforms, crops, CancellationToken.None);
    }
}
