using System.Globalization;
using System.Text.Json;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests.Storms;

/// <summary>
/// Exactly one verdict per upload on the real broker, right for the version that it names, whatever happens when.
/// </summary>
/// <remarks>
/// <c>SCANWORKER_STORM_FAULTS</c>, <c>SCANWORKER_STORM_UPLOADS</c> and <c>SCANWORKER_STORM_PAUSE_MS</c> make a longer
/// storm: see CONTRIBUTING.md.
/// </remarks>
[TestFixture, Category("Broker")]
internal sealed class StormTests
{
    private const string Withdrawn = "e0"; // Of the block bank, in every version with an even number.

    private static readonly int Faults = LongRun.Setting("SCANWORKER_STORM_FAULTS", 20);
    private static readonly int Uploads = LongRun.Setting("SCANWORKER_STORM_UPLOADS", 2_000);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(
        LongRun.Setting("SCANWORKER_STORM_PAUSE_MS", 500));

    private static readonly TimeSpan PastSessionAndTransaction = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan ServersPause = TimeSpan.FromSeconds(4);

    [Test]
    public async Task Workers_KilledAgainAndAgain_LoseNoVerdictAndDoubleNone(
        [ValueSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))] ServerKind kind,
        [Values("Classic", "Consumer")] string groupProtocol)
    {
        var broker = new RealBroker(ServerKinds.Jars(), settings:
        [
            // A member of either protocol is given up after six seconds.
            "group.consumer.session.timeout.ms=6000", "group.consumer.min.session.timeout.ms=6000",
            "group.consumer.heartbeat.interval.ms=2000", "group.consumer.min.heartbeat.interval.ms=2000",
        ]);
        var redis = (RealRedis)ServerKinds.StartRedis(kind);
        using var world = new WorkerWorld(broker, redis);
        var settings = new Dictionary<string, string> { ["Kafka:GroupProtocol"] = groupProtocol, ["Lanes"] = "1" };
        var workers = new[] { "a", "b", "c" }.ToDictionary(id => id, id => world.StartWorker(id, settings));
        for (var fault = 1; fault <= Faults; fault++)
        {
            await world.Uploads.SendAsync(Uploads / Faults);
            var victim = "abc"[fault % 3].ToString();
            if (StormFaults.At(fault) == StormFault.WorkerKilled)
            {
                workers[victim].Kill();
                Poll.Pause(Pause);
                world.Forget(workers[victim]);
                workers[victim] = world.StartWorker(victim, settings);
            }
            else
            {
                Strike(fault, world, workers[victim], broker, redis);
            }

            if (fault == (Faults / 2) + 1)
            {
                _ = world.StartWorker("d", settings); // A rebalance by one more.
            }
        }

        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(180 + (Uploads / 20)), () => world.Logs);
        var versions = VersionsOf(world);
        Assert.That(versions.Values.Distinct().Count(), Is.GreaterThan(1), "The list has changed meanwhile.");
        world.Auditor.AssertExactlyOnce([.. world.Uploads.Sent.Select(upload => Expected(upload, versions))]);
        await TestContext.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{groupProtocol}: {Faults} faults, {world.Uploads.Sent.Count} uploads by {versions.Values.Distinct().Count()} versions"));
    }

    private static void Strike(
        int fault, WorkerWorld world, WorkerProcess worker, RealBroker broker, RealRedis redis)
    {
        switch (StormFaults.At(fault))
        {
            case StormFault.WorkerSuspended:
                worker.Stop();
                Poll.Pause(PastSessionAndTransaction);
                worker.Continue();
                break;
            case StormFault.BrokerKilled:
                broker.Kill();
                broker.Start();
                break;
            case StormFault.BrokerSuspended:
                broker.Suspend();
                Poll.Pause(ServersPause);
                broker.Resume();
                break;
            case StormFault.RedisSuspended:
                redis.Suspend();
                Poll.Pause(ServersPause);
                redis.Resume();
                break;
            case StormFault.ListChanged:
                // One version after the other: withdrawn, back, withdrawn. Each has uploads to judge.
                world.WaitForVerdicts(beyond: world.VerdictsSeen);
                world.Run(fault / 10 % 2 == 0
                    ? ["sets", "withdraw", Withdrawn, "--bank", UploadKinds.BlockBank]
                    : ["sets", "rollback", "--with-withdrawn"]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault, "No such fault.");
        }
    }

    private static Dictionary<string, long> VersionsOf(WorkerWorld world) =>
        world.Auditor.ReadAll(world.Broker.Options.Topics.Verdicts)
            .Select(record => JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent))
            .OfType<VerdictEvent>()
            .GroupBy(verdict => verdict.UploadId) // What is there twice is the auditor's to say.
            .ToDictionary(upload => upload.Key, upload => upload.First().HashSetVersion);

    private static SentUpload Expected(SentUpload upload, Dictionary<string, long> versions) =>
        upload.Entry == Withdrawn && versions.TryGetValue(upload.Id, out var version) && version % 2 == 0
            ? upload with { Verdict = VerdictKind.NoMatch, Action = PolicyAction.Allow }
            : upload;
}
