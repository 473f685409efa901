using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>Exactly one verdict per upload on the real broker, whatever is killed when.</summary>
/// <remarks>
/// <c>SCANWORKER_STORM_FAULTS</c> and <c>SCANWORKER_STORM_UPLOADS</c> make a longer storm, in which the broker is
/// killed as well: see CONTRIBUTING.md.
/// </remarks>
[TestFixture, Category("Broker")]
internal sealed class StormTests
{
    private const int BrokerFaultEvery = 40;

    private static readonly int Faults = LongRun.Setting("SCANWORKER_STORM_FAULTS", 20);
    private static readonly int Uploads = LongRun.Setting("SCANWORKER_STORM_UPLOADS", 2_000);

    [Test]
    public async Task Workers_KilledAgainAndAgain_LoseNoVerdictAndDoubleNone(
        [ValueSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))] ServerKind kind,
        [Values("Classic", "Consumer")] string groupProtocol)
    {
        var broker = ServerKinds.StartRealBroker();
        using var world = new WorkerWorld(broker, ServerKinds.StartRedis(kind));
        var settings = new Dictionary<string, string>
        {
            ["Kafka:GroupProtocol"] = groupProtocol,
            ["Lanes"] = "1",
        };
        if (groupProtocol == "Classic")
        {
            settings["Kafka:Client:session.timeout.ms"] = "6000"; // A killed member's partitions are free after that.
        }

        var workers = new[] { "a", "b", "c" }.ToDictionary(id => id, id => world.StartWorker(id, settings));
        var sending = world.Uploads.SendAsync(Uploads);
        for (var fault = 1; fault <= Faults; fault++)
        {
            if (fault % BrokerFaultEvery == 0)
            {
                broker.Kill();
                broker.Start();
                continue;
            }

            var victim = "abc"[fault % 3].ToString();
            workers[victim].Kill();
            Poll.Pause(TimeSpan.FromMilliseconds(500));
            world.Forget(workers[victim]);
            workers[victim] = world.StartWorker(victim, settings);
            if (fault == (Faults / 2) + 1)
            {
                _ = world.StartWorker("d", settings); // A rebalance by one more.
            }
        }

        await sending;
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(180 + (Uploads / 20)), () => world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }
}
