using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests.Storms;

/// <summary>What a broker's administrator does to the topic of uploads under running workers.</summary>
[TestFixture, Category("Broker")]
internal sealed class InputTopicTests
{
    private const int Uploads = 88;
    private const int Partitions = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Added partitions are read without a restart, each upload once, with the defaults of a group.</summary>
    [Test]
    public async Task Partitions_AddedUnderARunningWorker_AreRead(
        [ValueSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))] ServerKind kind,
        [Values("Classic", "Consumer")] string groupProtocol)
    {
        using var world = new WorkerWorld(kind);
        using var worker = world.StartWorker("a", new Dictionary<string, string>
        {
            ["Kafka:GroupProtocol"] = groupProtocol,
        });
        worker.WaitUntilReady();
        await world.Uploads.SendAsync(Uploads);
        BrokerAdmin.AddPartitions(world.Broker.Options, world.Broker.Options.Topics.Uploads, Partitions + 2);

        for (var partition = Partitions; partition < Partitions + 2; partition++)
        {
            await world.Uploads.SendPictureAsync($"added-{partition}", partition);
        }

        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    /// <summary>
    /// What retention took before it was read is said, by offset, and the rest is judged: nothing waits for it.
    /// </summary>
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Uploads_DeletedBeforeTheyWereRead_AreToldAndTheRestIsJudged(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        using (var earlier = world.StartWorker("a"))
        {
            await world.Uploads.SendAsync(Uploads);
            world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);
            earlier.Terminate();
            Assert.That(earlier.WaitForExit(), Is.Zero, world.Logs);
        }

        var before = world.Uploads.Sent.Count;
        await world.Uploads.SendAsync(Uploads);
        BrokerAdmin.DeleteRecords(
            world.Broker.Options,
            world.Uploads.Sent.Skip(before + (Uploads / 2)).Select(upload => upload.Position)
                .GroupBy(position => position.TopicPartition)
                .Select(partition => partition.MinBy(position => position.Offset)));
        var kept = world.Uploads.Sent.Take(before).Concat(world.Uploads.Sent.Skip(before + (Uploads / 2))).ToList();
        using var worker = world.StartWorker("a");

        world.Auditor.WaitForOutcomes(kept, Patience, () => world.Logs);
        world.Auditor.AssertExactlyOnce(kept);
        Assert.That(worker.Output, Does.Contain("lost to retention"));
    }

    /// <summary>A compacted topic has offsets without records, also at its end: they are no lag.</summary>
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Uploads_OfACompactedTopic_AreJudgedAndLeaveNoLag(ServerKind kind)
    {
        var broker = new RealBroker(ServerKinds.Jars(), settings: ["log.cleaner.backoff.ms=200"]);
        using var world = new WorkerWorld(broker, ServerKinds.StartRedis(kind));
        var uploads = world.Broker.Options.Topics.Uploads;
        BrokerAdmin.Configure(world.Broker.Options, uploads, new Dictionary<string, string>
        {
            ["cleanup.policy"] = "compact",
            ["min.cleanable.dirty.ratio"] = "0.001",
            ["segment.ms"] = "200",
        });
        for (var round = 0; round < 3; round++)
        {
            await world.Uploads.SendPictureAsync("again", partition: 0);
            Poll.Pause(TimeSpan.FromMilliseconds(400)); // A segment is closed by a record that comes after its time.
        }

        await world.Uploads.SendPictureAsync("last", partition: 0);
        Poll.Until(() => world.Auditor.Count(uploads) == 2, Patience, () => "The broker does not compact.");
        using var worker = world.StartWorker("a");

        var kept = world.Uploads.Sent.GroupBy(upload => upload.Id).Select(upload => upload.Last()).ToList();
        world.Auditor.WaitForOutcomes(kept, Patience, () => world.Logs);
        Poll.Until(() => world.Auditor.Lag() == 0, Patience, () => world.Logs);
        world.Auditor.AssertExactlyOnce(kept);
    }
}
