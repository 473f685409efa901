using System.Diagnostics;
using System.Globalization;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>
/// How soon work goes on, in the default configuration, when a worker is gone or the broker comes back. What it took is
/// printed; the condition alone is asserted.
/// </summary>
/// <remarks><c>SCANWORKER_ABSENCE_SECONDS</c> keeps the broker away for longer: see CONTRIBUTING.md.</remarks>
[TestFixture, Category("Broker")]
internal sealed class MembershipTests
{
    private const int Uploads = 88;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(LongRun.Setting("SCANWORKER_ABSENCE_SECONDS", 10));

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Worker_Killed_ItsPartitionsGoOnElsewhere(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        using var victim = world.StartWorker("a");
        using var other = world.StartWorker("b");
        victim.WaitUntilReady();
        other.WaitUntilReady();
        await world.Uploads.SendAsync(Uploads);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);

        victim.Kill();
        var since = Stopwatch.StartNew();
        await world.Uploads.SendAsync(Uploads);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);
        await TellAsync("every partition goes on after kill -9", since);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Broker_AwayForLongerThanASession_WorkGoesOnWhenItIsBack(ServerKind kind)
    {
        var broker = ServerKinds.StartRealBroker();
        using var world = new WorkerWorld(broker, ServerKinds.StartRedis(kind));
        using var worker = world.StartWorker("a");
        using var other = world.StartWorker("b");
        worker.WaitUntilReady();
        other.WaitUntilReady();
        await world.Uploads.SendAsync(Uploads);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);

        broker.Kill();
        Poll.Pause(Absence);
        broker.Start();
        var since = Stopwatch.StartNew();
        await world.Uploads.SendAsync(Uploads);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);
        await TellAsync($"every partition goes on after {Absence.TotalSeconds:0} s without a broker", since);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    /// <remarks>
    /// The last upload of each partition has a verdict: a dead letter behind it names no group, and is written again.
    /// </remarks>
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Group_WhoseOffsetsExpired_ResumesBehindItsVerdictsOrRefuses(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        using var worker = world.StartWorker("a");
        worker.WaitUntilReady();
        await world.Uploads.SendAsync(Uploads + 4);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);
        worker.Terminate();
        Assert.That(worker.WaitForExit(), Is.Zero, worker.Output);
        BrokerAdmin.ForgetGroup(world.Broker.Options);

        using var strict = world.StartWorker("a", new Dictionary<string, string> { ["Kafka:OffsetsLost"] = "Refuse" });
        Assert.That(strict.WaitForExit(), Is.EqualTo(ExitCodes.Configuration), strict.Output);
        Assert.That(strict.Output, Does.Contain("Kafka:OffsetsLost").And.Contain("they have expired"));

        using var one = world.StartWorker("a");
        using var other = world.StartWorker("b");
        await world.Uploads.SendAsync(Uploads);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
        Assert.That(one.Output + other.Output, Does.Contain("had expired"));
    }

    private static Task TellAsync(string what, Stopwatch since) =>
        TestContext.Out.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{what}: {since.Elapsed.TotalSeconds:0.0} s"));
}
