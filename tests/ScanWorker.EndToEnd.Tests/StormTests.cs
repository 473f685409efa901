using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>Exactly one verdict per upload on the real broker, whatever is killed when.</summary>
[TestFixture, Category("Broker")]
internal sealed class StormTests
{
    private const int Uploads = 2_000;
    private const int Kills = 20;

    [Test]
    public async Task Workers_KilledAgainAndAgain_LoseNoVerdictAndDoubleNone(
        [ValueSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))] ServerKind kind,
        [Values("Classic", "Consumer")] string groupProtocol)
    {
        using var world = new WorkerWorld(kind);
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
        for (var kill = 0; kill < Kills; kill++)
        {
            var victim = "abc"[kill % 3].ToString();
            workers[victim].Kill();
            Poll.Pause(TimeSpan.FromMilliseconds(500));
            workers[victim] = world.StartWorker(victim, settings);
            if (kill == Kills / 2)
            {
                _ = world.StartWorker("d", settings); // A rebalance by one more.
            }
        }

        await sending;
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(180), () => world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }
}
