using System.Net;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>How the program starts, refuses to start, and stops.</summary>
[TestFixture]
internal sealed class LifecycleTests
{
    private const int Configuration = 78;
    private const int Bug = 70;

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Worker_WithoutAHashSet_IsNotReadyAndConsumesNothingUntilOneIsPublished(ServerKind kind)
    {
        using var world = new WorkerWorld(kind, publish: false);
        await world.Uploads.SendAsync(11);
        using var worker = world.StartWorker("a");
        Poll.Until(() => worker.HealthOf("live") == HttpStatusCode.OK, TimeSpan.FromSeconds(60), () => world.Logs);

        Assert.That(worker.HealthOf("ready"), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(world.Auditor.ReadAll(world.Broker.Options.Topics.Verdicts), Is.Empty);

        var told = world.Run("sets", "publish", "--wait", "60");
        Assert.That(told, Does.Contain("1 of 1 workers have version 1 live."));
        worker.WaitUntilReady();
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(60), () => world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly)), Category("Broker")]
    public async Task Worker_TerminatedUnderLoad_DrainsAndExitsWithNothingLeftHalfDone(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        await world.Uploads.SendAsync(1_000);
        for (var round = 0; round < 3; round++)
        {
            using var worker = world.StartWorker("a");
            worker.WaitUntilReady();
            worker.Terminate();

            Assert.That(worker.WaitForExit(), Is.Zero, world.Logs);
            Assert.That(worker.Output, Does.Contain("Drained;"));
        }

        using var last = world.StartWorker("a");
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(120), () => world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly)), Category("Broker")]
    public async Task Worker_StaticMemberKilledAndStartedAgain_GoesOnWithItsPartitions(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        var settings = new Dictionary<string, string> { ["Kafka:StaticMembership"] = "true" };
        for (var round = 0; round < 3; round++)
        {
            using var worker = world.StartWorker("static-a", settings);
            await world.Uploads.SendAsync(110);
            world.WaitForVerdicts(beyond: world.VerdictsSeen);
            worker.Kill();
        }

        using var last = world.StartWorker("static-a", settings);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(120), () => world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    // SCANWORKER_TWIN_ROUNDS makes it longer.
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly)), Category("Broker")]
    public async Task Worker_WithATwin_OneOfThemEndsAndSaysWhy(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        var rounds = LongRun.Setting("SCANWORKER_TWIN_ROUNDS", 1);
        for (var round = 0; round < rounds; round++)
        {
            using var first = world.StartWorker("same");
            using var second = world.StartWorker("same");
            first.WaitUntilReady();
            second.WaitUntilReady();

            // Each must have uploads to commit until the end: whoever has none is not fenced.
            await Poll.UntilAsync(async () =>
            {
                await world.Uploads.SendAsync(10);
                return first.HasExited || second.HasExited;
            }, TimeSpan.FromMinutes(5), () => world.Logs);
            var ended = first.HasExited ? first : second;
            Assert.That(ended.WaitForExit(), Is.EqualTo(Bug), world.Logs);
            Assert.That(ended.Output, Does.Contain("Kafka:InstanceId"));
            world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(120), () => world.Logs);
            world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
        }
    }

    // It asks a broker that is not there, and does not look at the first signal before that has failed. SIGINT is the
    // same, but is ignored by all that a script starts in the background.
    [Test]
    public void Command_TerminatedTwice_EndsAtTheSecondWithoutAStack()
    {
        using var process = ProgramUnderTest.Start(["report", "--Kafka:BootstrapServers=127.0.0.1:1"]);
        Poll.Until(() => HandlesSignals(process), TimeSpan.FromSeconds(60), () => process.Output);

        process.Signal(OwnedProcess.Terminate);
        Poll.Pause(TimeSpan.FromMilliseconds(200)); // Two at once are one.
        process.Signal(OwnedProcess.Terminate);

        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(60)), Is.EqualTo(143), process.Output);
        Assert.That(process.Output, Does.Not.Contain(" at "));
    }

    // Bit 14 of the mask of signals that are caught is SIGTERM's.
    private static bool HandlesSignals(OwnedProcess process) => process.HasExited
        || File.ReadLines($"/proc/{process.Id}/status").Any(line =>
            line.StartsWith("SigCgt:", StringComparison.Ordinal)
            && (Convert.ToUInt64(line[7..].Trim(), 16) & (1 << 14)) != 0);

    [Test]
    public void Run_BadConfiguration_TellsEveryProblemAndExits78()
    {
        using var process = ProgramUnderTest.Start(
        [
            "run", "--Kafka:GroupId=", "--Kafka:Client:acks=0", "--Scan:Loop:ScansMax=0",
            "--Scan:Fetch:Deadlin=1",
            "--Policy:File=/no/such/policy.json", "--Lanes=many", "--Logging:Console:FormatterName=jsno",
        ]);

        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(60)), Is.EqualTo(Configuration), process.Output);
        Assert.That(
            process.Output,
            Does.Contain("Kafka:BootstrapServers").And.Contain("Kafka:GroupId").And.Contain("Kafka:Client:acks")
            .And.Contain("Scan:Loop:ScansMax").And
            .Contain("Scan:Fetch:Deadlin").And.Contain("Policy:File").And.Contain("Lanes")
            .And.Contain("Redis:ConnectionString").And.Contain("FormatterName: 'jsno'"));
    }
}
