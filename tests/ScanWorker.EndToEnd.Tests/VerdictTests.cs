using ScanWorker.Adapters.Samples;
using ScanWorker.EndToEnd.Tests.Auditing;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>Uploads of mixed kinds through the program's own process.</summary>
[TestFixture]
internal sealed class VerdictTests
{
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Worker_UploadsOfEveryKind_GivesEachItsOneVerdict(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        await world.Uploads.SendAsync(110);
        using var worker = world.StartWorker("a");

        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(60), () => world.Logs);
        worker.Terminate();

        Assert.That(worker.WaitForExit(), Is.Zero, world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    // A known picture for a second within a film; the second time from what is remembered.
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Worker_FilmOfAKnownPicture_IsBlockedAndTheSecondIsTold(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        using var feed = new VerdictFeed(world.Broker.Options);
        using var worker = world.StartWorker("a");
        var film = TestVideos.Film(
            "mp4",
            [
                (SamplePictures.Scene(901, 512, 384), 2), (SamplePictures.Scene(0, 512, 384), 1),
                (SamplePictures.Scene(902, 512, 384), 2),
            ],
            "-c:v", "libx264", "-pix_fmt", "yuv420p");

        foreach (var id in (string[])["first", "again"])
        {
            await world.Uploads.SendAsync(id, film);
            var verdict = feed.WaitFor(id, () => world.Logs);

            Assert.That(
                (verdict.Verdict, verdict.Action), Is.EqualTo((VerdictKind.Match, PolicyAction.Block)), world.Logs);
            Assert.That(verdict.Matches[0].Bank, Is.EqualTo(UploadKinds.BlockBank));
            Assert.That(verdict.Matches[0].Second, Is.EqualTo(2).Within(0.2));
        }
    }
}
