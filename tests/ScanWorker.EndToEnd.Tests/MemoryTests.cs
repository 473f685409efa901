using ScanWorker.Adapters.Samples;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>Large pictures wait for the memory budget instead of swelling the process.</summary>
[TestFixture]
internal sealed class MemoryTests
{
    private const long LimitBytes = 512L << 20;

    [Test]
    public async Task Worker_SixteenLargePicturesAtOnce_StaysWithinItsMemory()
    {
        using var world = new WorkerWorld(ServerKind.Embedded);
        await world.Uploads.SendFilesAsync(
            [.. Enumerable.Range(0, 16).Select(
                i => SamplePictures.Scene(600 + i, 400, 300).Resized(4_000, 3_000).ToJpeg())]);
        using var worker = world.StartWorker("a", new Dictionary<string, string> { ["Lanes"] = "4" });

        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(180), () => world.Logs);

        Assert.That(worker.PeakMemoryBytes, Is.LessThan(LimitBytes));
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }
}
