using System.Net;
using Confluent.Kafka;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>Green means moving: what stands still says so, and what need not stand still moves.</summary>
[TestFixture, Category("Broker")]
internal sealed class StallTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task OutputTopic_Deleted_IsNotReadyAndNamedUntilItIsBack(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        var (options, blocks) = (world.Broker.Options, world.Broker.Options.Topics.Blocks);
        using var worker = world.StartWorker("a", new Dictionary<string, string>
        {
            ["Health:Limits:BrokerInterval"] = "00:00:01",
            ["Health:Limits:Progress"] = "00:00:05",
        });
        worker.WaitUntilReady();
        BrokerAdmin.DeleteTopic(options, blocks);
        await world.Uploads.SendAsync(110);

        Poll.Until(
            () => worker.HealthOf("ready") == HttpStatusCode.ServiceUnavailable
                && worker.HealthTextOf("ready") is { } text
                && text.Contains("progress\",\"problem\":\"Records", StringComparison.Ordinal)
                && text.Contains($"Missing, or not visible to this worker: {blocks}", StringComparison.Ordinal),
            Patience, () => $"{worker.HealthTextOf("ready")}\n{world.Logs}");
        Assert.That(worker.Output, Does.Contain($"Topic {blocks} does not exist"));
        Assert.That(worker.HealthOf("live"), Is.EqualTo(HttpStatusCode.OK));

        BrokerAdmin.CreateTopics(options, [blocks], partitions: 4);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);
        worker.WaitUntilReady();
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    /// <summary>Transaction markers, and what was aborted, at the end of the input leave no lag.</summary>
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Input_EndsWithAnAbortedTransaction_LeavesNoLag(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        var options = world.Broker.Options;
        await world.Uploads.SendAsync(44);
        using var worker = world.StartWorker("a");
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);
        AbortTransactions(options, times: 2);

        Poll.Until(() => world.Auditor.Lag() == 0, Patience, () => $"{world.Auditor.Lag()}\n{world.Logs}");
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task SecondSigterm_UnderLoad_LeavesTheGroupAtOnce(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        await using var store = await SlowStore.StartAsync();
        using var worker = world.StartWorker("a", new Dictionary<string, string>
        {
            ["Content:HttpHosts:0"] = store.Host,
            ["Scan:Fetch:Deadline"] = "00:05:00",
            ["Host:ShutdownTimeout"] = "00:05:00",
            ["Kafka:Client:session.timeout.ms"] = "45000", // Nobody else takes the member out meanwhile.
        });
        worker.WaitUntilReady();
        await world.Uploads.SendAsync("held", store.Slow(0), partition: 0);
        Poll.Until(() => store.Asked > 0, Patience, () => world.Logs);
        worker.Terminate();
        Poll.Until(() => worker.Output.Contains("Stopping:", StringComparison.Ordinal), Patience, () => world.Logs);
        Assert.That(BrokerAdmin.MembersOf(world.Broker.Options), Is.EqualTo(1));

        worker.Terminate();

        Assert.That(worker.WaitForExit(), Is.EqualTo(143), world.Logs);
        Assert.That(BrokerAdmin.MembersOf(world.Broker.Options), Is.Zero, world.Logs);
    }

    /// <summary>A pause of the machine counts against no upload.</summary>
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Worker_StoppedForLongerThanADeadline_MakesNoUploadUnscannable(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        await using var store = await SlowStore.StartAsync();
        using var worker = world.StartWorker("a", new Dictionary<string, string>
        {
            ["Content:HttpHosts:0"] = store.Host,
            ["Scan:Fetch:Deadline"] = "00:00:05",
        });
        worker.WaitUntilReady();
        for (var i = 0; i < 8; i++)
        {
            await world.Uploads.SendAsync($"held-{i}", store.Slow(i), partition: i % 4);
        }

        Poll.Until(() => store.Asked == 8, Patience, () => world.Logs);
        worker.Stop();
        Poll.Pause(TimeSpan.FromSeconds(8));
        store.Release();
        worker.Continue();

        using var feed = new Auditing.VerdictFeed(world.Broker.Options);
        for (var i = 0; i < 8; i++)
        {
            Assert.That(feed.WaitFor($"held-{i}", () => world.Logs).Verdict, Is.EqualTo(VerdictKind.NoMatch));
        }
    }

    private static void AbortTransactions(KafkaOptions options, int times)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = options.BootstrapServers,
            TransactionalId = "upload-service",
        };
        using var producer = new ProducerBuilder<byte[], byte[]>(config).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(30));
        for (var time = 0; time < times; time++)
        {
            producer.BeginTransaction();
            for (var partition = 0; partition < 4; partition++)
            {
                producer.Produce(
                    new Confluent.Kafka.TopicPartition(options.Topics.Uploads, partition),
                    new Message<byte[], byte[]> { Value = [1] });
            }

            producer.Flush(TimeSpan.FromSeconds(30));
            producer.AbortTransaction();
        }
    }
}
