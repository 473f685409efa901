using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Replay.Lookback;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>Instances that share a look back over a real broker's topic, in this process.</summary>
[TestFixture]
internal sealed class SharedLookbackTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly LookbackJob Shared = new("added-1-to-2", IsExclusive: false);
    private static readonly LookbackJob Alone = new("everything", IsExclusive: true);

    [TestCase(1)]
    [TestCase(3)]
    public async Task Run_SomePartitionsHaveNoRoom_EmitsEachOnceBehindItsVerdict(int lanes)
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        using var verdicts = new VerdictTopic(broker.Options);
        await verdicts.WriteAsync(Enumerable.Range(0, 60).Select(upload => upload < 6 ? 1 + (upload % 3) : 0));

        var counts = await RunAsync(broker.Options, Shared, lanes: lanes, roomBytes: 60_000);
        var again = await RunAsync(broker.Options, Shared, lanes: lanes, roomBytes: 60_000);
        var anew = await RunAsync(broker.Options, Alone, lanes: lanes, roomBytes: 60_000);

        Assert.That(counts, Is.EqualTo(new LookbackCounts(60, 60, 180) { Partitions = 4 }));
        Assert.That(again.Findings, Is.Zero, "Late verdicts alone have come since.");
        Assert.That(anew, Is.EqualTo(new LookbackCounts(60, 0, 0) { Partitions = 4 }));
        verdicts.AssertEachOnce(() => "");
    }

    /// <summary>What an interrupted look back has left, the next one looks at, whoever asks it and when.</summary>
    [Test]
    public async Task LastDone_ALookBackWasInterrupted_IsTheOneBeforeIt()
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        using var verdicts = new VerdictTopic(broker.Options);
        await verdicts.WriteAsync(Enumerable.Range(0, 8).Select(upload => upload % 4));
        Assert.That(LastDone(), Is.Null, "Nobody has looked back.");
        _ = await RunAsync(broker.Options, JobOf(39), lanes: 1);
        _ = await RunAsync(broker.Options, JobOf(40), lanes: 1);
        Assert.That(LastDone(), Is.EqualTo(38), "Of neither it is known that it has come to its end.");

        NoteDone(37);
        Assert.That(LastDone(), Is.EqualTo(37), "38 may never have begun.");
        NoteDone(39);
        NoteDone(40);
        Assert.That(LastDone(), Is.EqualTo(39), "The same for all that look back for the latest.");

        long? LastDone() => LookbackProgress.LastDone(broker.Options, JobOf, version: 40, versionsMax: 20);

        static LookbackJob JobOf(long version) => new($"default-to-{version}", IsExclusive: false);

        void NoteDone(long version) => LookbackEmitter.NoteDone(
            broker.Options, JobOf(version), TimeProvider.System, NullLogger<KafkaVerdictSink>.Instance,
            CancellationToken.None);
    }

    /// <summary>Whoever began first leaves without waiting for what the other has found since.</summary>
    [Test]
    public async Task Run_InstancesWithDifferentEnds_BothComeToTheirs()
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        using var verdicts = new VerdictTopic(broker.Options);
        await verdicts.WriteAsync(Enumerable.Range(0, 20).Select(upload => upload % 4));
        var one = await JoinAsync(broker.Options, Shared);
        var other = await JoinAsync(broker.Options, Shared);
        Poll.Until(
            () => one.Assigned is { Count: 2 } && other.Assigned is { Count: 2 }, Patience, () => "Nothing is shared.");

        var first = FirstAsync();
        Poll.Until(() => verdicts.ReadLate().Count == 10, Patience, () => "The first does not do its partitions.");
        await verdicts.WriteAsync(Enumerable.Range(0, 20).Select(upload => upload % 4));
        var counts = await Task.WhenAll(first, SecondAsync()).WaitAsync(Patience);

        Assert.That(counts[0].Uploads, Is.GreaterThanOrEqualTo(10));
        Assert.That(counts[1].Uploads, Is.GreaterThanOrEqualTo(10));
        verdicts.AssertEachOnce(() => string.Join('\n', counts.AsEnumerable()));

        async Task<LookbackCounts> FirstAsync()
        {
            using (one)
            {
                return await RunAsync(broker.Options, one);
            }
        }

        async Task<LookbackCounts> SecondAsync()
        {
            using (other)
            {
                return await RunAsync(broker.Options, other);
            }
        }
    }

    /// <summary>
    /// What is committed behind a transaction that is still open is not shown yet, and yet it has been decided.
    /// </summary>
    [Test]
    public async Task Run_LateVerdictBehindAnOpenTransaction_IsWaitedFor()
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        using var verdicts = new VerdictTopic(broker.Options);
        await verdicts.WriteAsync([2]);
        var found = new List<LookbackFinding>();
        await new LookbackTopic(broker.Options, VerdictTopic.Question(), 1, TimeProvider.System).RunAsync(
            null, null, found.Add, static (_, _) => { }, CancellationToken.None);
        await verdicts.WriteAsync([0, 1, 3]);
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig
        {
            BootstrapServers = broker.Options.BootstrapServers,
            TransactionalId = "a-worker",
        }).Build();
        producer.InitTransactions(Patience);
        producer.BeginTransaction();
        _ = await producer.ProduceAsync(
            new TopicPartition(broker.Options.Topics.Verdicts, 2), new Message<byte[], byte[]> { Value = [1] });
        await verdicts.WriteLateAsync(found.Single());

        var run = RunAsync(broker.Options, Shared);
        Poll.Until(() => verdicts.ReadLate().Count == 3, Patience, () => "The other partitions are not done.");
        var isWaiting = !run.IsCompleted;
        producer.AbortTransaction(Patience);

        Assert.That((await run.WaitAsync(Patience)).Findings, Is.EqualTo(3), "One was decided before.");
        Assert.That(isWaiting, Is.True);
        Assert.That(verdicts.ReadLate(), Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Run_SomebodyElseTakesAPartition_GoesOnWithTheOthersAndThenWithThatOne()
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        using var verdicts = new VerdictTopic(broker.Options);
        await verdicts.WriteAsync(Enumerable.Range(0, 400).Select(upload => upload % 4));

        var run = RunAsync(broker.Options, Shared, eventsPerSecondMax: 300, lanes: 4);
        Poll.Until(() => verdicts.ReadLate().Count > 0, Patience, () => "Nothing is emitted.");
        using var progress = new LookbackProgress(broker.Options, Alone.ProgressGroupOf(broker.Options));
        foreach (var partition in progress.Partitions().Take(2))
        {
            using var taken = new LookbackEmitter(
                broker.Options, partition, Alone, progress, new LookbackPace(1, TimeProvider.System),
                TimeProvider.System, NullLogger<KafkaVerdictSink>.Instance);
            taken.Open(CancellationToken.None);
        }

        var counts = await run.WaitAsync(Patience);
        Assert.That(counts.Findings, Is.EqualTo(400));
        verdicts.AssertEachOnce(counts.ToString);
    }

    [Test]
    public async Task Join_AnotherJobIsAtWork_WaitsForItsEnd()
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();

        using (await JoinAsync(broker.Options, Shared))
        using (var second = await JoinAsync(broker.Options, Shared))
        {
            Assert.That(await second.CheckAsync(), Is.EqualTo(2));
            Assert.That(() => TryJoinAsync(Alone), Throws.TypeOf<TwinException>());
        }

        using (await JoinAsync(broker.Options, Alone))
        {
            Assert.That(() => TryJoinAsync(Shared), Throws.TypeOf<TwinException>());
            Assert.That(() => TryJoinAsync(Alone), Throws.TypeOf<TwinException>());
        }

        (await JoinAsync(broker.Options, Shared)).Dispose();

        Task<LookbackMembership> TryJoinAsync(LookbackJob job) =>
            LookbackMembership.JoinAsync(broker.Options, job, CancellationToken.None);
    }

    // The broker may hear a moment later of it that a member has left.
    private static async Task<LookbackMembership> JoinAsync(KafkaOptions kafka, LookbackJob job)
    {
        LookbackMembership? membership = null;
        await Poll.UntilAsync(TryAsync, Patience, () => "The turn is not given back.");
        return membership ?? throw new AssertionException("It has not joined.");

        async Task<bool> TryAsync()
        {
            try
            {
                membership = await LookbackMembership.JoinAsync(kafka, job, CancellationToken.None);
                return true;
            }
            catch (TwinException)
            {
                return false;
            }
        }
    }

    private static async Task<LookbackCounts> RunAsync(
        KafkaOptions kafka, LookbackJob job, int eventsPerSecondMax = 1_000_000, int lanes = 2,
        long roomBytes = 64 << 20)
    {
        using var membership = await JoinAsync(kafka, job);
        return await RunAsync(kafka, membership, eventsPerSecondMax, lanes, roomBytes);
    }

    private static async Task<LookbackCounts> RunAsync(
        KafkaOptions kafka, LookbackMembership membership, int eventsPerSecondMax = 1_000_000, int lanes = 2,
        long roomBytes = 64 << 20)
    {
        var topic = new LookbackTopic(kafka, VerdictTopic.Question(), lanes, TimeProvider.System)
        {
            RoomBytes = roomBytes,
        };
        await Task.Run(() => topic.RunAsync(
            null, new LookbackWriting(membership, eventsPerSecondMax, NullLogger<KafkaVerdictSink>.Instance),
            static _ => { }, static (_, _) => { }, CancellationToken.None));
        return topic.Counts;
    }
}
