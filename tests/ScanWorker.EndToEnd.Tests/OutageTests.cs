using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>
/// Broker and Redis come and go under load: nothing is lost, nothing doubled, nobody has to restart the worker.
/// </summary>
[TestFixture, Category("Broker")]
internal sealed class OutageTests
{
    private const int Uploads = 800;

    // A minute where there is nothing else to do, and several where the processors are full.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Broker_StoppedAndKilledAndStartedAgain_LosesAndDoublesNothing(ServerKind kind)
    {
        var broker = ServerKinds.StartRealBroker();
        using var world = new WorkerWorld(broker, ServerKinds.StartRedis(kind));
        await world.Uploads.SendAsync(Uploads);
        using var first = world.StartWorker("a");
        using var second = world.StartWorker("b");
        foreach (var end in (Action[])[broker.Stop, broker.Kill])
        {
            world.WaitForVerdicts(beyond: world.VerdictsSeen);
            end();
            broker.Start();
        }

        await world.Uploads.SendAsync(Uploads);
        world.Auditor.WaitForOutcomes(
            world.Uploads.Sent, Patience,
            () => $"{first.HealthTextOf("ready")}\n{second.HealthTextOf("ready")}\n{world.Logs}");

        Assert.That(first.HasExited || second.HasExited, Is.False, world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    // A worker that is full pauses; what it then loses comes back as it was lost, and nobody else would resume it.
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Broker_AwayForLongerThanASessionOfAFullWorker_ReadingGoesOn(ServerKind kind)
    {
        var broker = ServerKinds.StartRealBroker();
        using var world = new WorkerWorld(broker, ServerKinds.StartRedis(kind));
        await world.Uploads.SendAsync(Uploads);
        using var worker = world.StartWorker("a", new Dictionary<string, string>
        {
            ["Scan:Loop:RecordsInFlightMax"] = "20",
            ["Kafka:Client:session.timeout.ms"] = "6000",
            ["Lanes"] = "1",
        });
        world.WaitForVerdicts(beyond: 0);
        broker.Kill();
        Poll.Until(() => worker.Output.Contains("partitions lost"), TimeSpan.FromSeconds(90), () => world.Logs);
        broker.Start();
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);

        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
        Assert.That(worker.Output, Does.Not.Contain("made anew"), "Nothing was stuck.");
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Redis_StoppedAndStartedAgain_ScanningGoesOnWithTheLoadedSet(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        var redis = (RealRedis)world.Redis;
        using var worker = world.StartWorker("a");
        await world.Uploads.SendAsync(Uploads / 4);
        for (var outage = 0; outage < 2; outage++)
        {
            world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(60), () => world.Logs);
            redis.Stop();
            await world.Uploads.SendAsync(Uploads / 4);
            world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(60), () => world.Logs);
            redis.Start();
            await world.Uploads.SendAsync(Uploads / 4);
        }

        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(60), () => world.Logs);

        Assert.That(worker.HasExited, Is.False, world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Redis_AwayAtStart_TheCopyOnDiskServes(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        using (var earlier = world.StartWorker("a"))
        {
            earlier.WaitUntilReady();
            earlier.Terminate();
            Assert.That(earlier.WaitForExit(), Is.Zero, world.Logs);
        }

        ((RealRedis)world.Redis).Stop();
        await world.Uploads.SendAsync(44);
        using var worker = world.StartWorker("a");

        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(60), () => world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }
}
