using System.Collections.Immutable;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Auditing;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.EndToEnd.Tests.Storms;

/// <summary>The sink on a real broker: where a client began to read is not taken on trust.</summary>
[TestFixture, Category("Broker")]
internal sealed class SinkTests
{
    private const int Stands = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TopicPartition _uploads = new("uploads", 1);

    // A log that ends before the group's offset was cut, and is judged: what it holds by now may never have been.
    [TestCase(3, 20, Stands)]
    [TestCase(Stands, 20, null)]
    [TestCase(3, 9, null)]
    public async Task Commit_UnprovenPartition_IsHeldAgainstTheGroupsOffset(int begin, int end, int? overtakenBy)
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        await WriteAsync(broker.Options, end);
        using var sink = OpenSink(broker.Options);
        using var group = StandingAt(Stands, broker.Options, sink);

        var outcome = sink.Commit(Batch("second", end, begin, group), CancellationToken.None);

        Assert.That(
            (outcome as CommitOutcome.Overtaken)?.Next.GetValueOrDefault(_uploads), Is.EqualTo((long?)overtakenBy));
        AssertWritten(broker.Options, overtakenBy is null ? 2 : 1);
    }

    [Test]
    public void Commit_EventOfAPartition_StandsThereWhateverItsKey()
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        var kafka = broker.Options;
        using var sink = OpenSink(kafka);
        using var group = new GroupOffsets(kafka, kafka.GroupId);

        var outcome = sink.Commit(
            new OutboundBatch(
                [.. Enumerable.Range(0, 40).Select(number => new OutboundEvent(
                    OutboundTopic.Verdicts, number % 2 == 0 ? null : [(byte)number], [], []) { Partition = 2 })],
                ImmutableDictionary<TopicPartition, long>.Empty.Add(_uploads, 40), group.Group),
            CancellationToken.None);

        Assert.That(outcome, Is.TypeOf<CommitOutcome.Committed>());
        Assert.That(
            new Auditor(kafka, kafka.GroupId).ReadAll(kafka.Topics.Verdicts)
                .Select(record => record.Position.TopicPartition.Partition),
            Is.EqualTo(Enumerable.Repeat(2, 40)));
    }

    [Test]
    public async Task Commit_RecordsBetweenTheGroupsOffsetAndTheFirstThatWasRead_AreNotPassedOver()
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        await WriteAsync(broker.Options, 20);
        using var sink = OpenSink(broker.Options);
        using var group = StandingAt(Stands, broker.Options, sink);

        Assert.That(
            () => sink.Commit(Batch("second", 20, Stands + 2, group), CancellationToken.None),
            Throws.TypeOf<RecordsSkippedException>().With.Message.Contains($"a record at {Stands}"));
        AssertWritten(broker.Options, 1);
    }

    // What a transaction leaves behind its records is no record.
    [Test]
    public async Task Commit_MarkersBetweenTheGroupsOffsetAndTheFirstThatWasRead_AreNothingToJudge()
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        await WriteAsync(broker.Options, Stands);
        var afterMarker = AbortTransaction(broker.Options);
        using var sink = OpenSink(broker.Options);
        using var group = StandingAt(Stands, broker.Options, sink);

        var outcome = sink.Commit(Batch("second", afterMarker, afterMarker, group), CancellationToken.None);

        Assert.That(outcome, Is.TypeOf<CommitOutcome.Committed>());
        AssertWritten(broker.Options, 2);
    }

    private static KafkaVerdictSink OpenSink(KafkaOptions kafka)
    {
        var sink = new KafkaVerdictSink(
            Options.Create(kafka), TimeProvider.System, NullLogger<KafkaVerdictSink>.Instance);
        sink.Open(CancellationToken.None);
        return sink;
    }

    private GroupOffsets StandingAt(long next, KafkaOptions kafka, KafkaVerdictSink sink)
    {
        var group = new GroupOffsets(kafka, kafka.GroupId);
        Assert.That(
            sink.Commit(Batch("first", next, unprovenFrom: 0, group), CancellationToken.None),
            Is.TypeOf<CommitOutcome.Committed>(), "The group has no offset yet.");
        return group;
    }

    private OutboundBatch Batch(string id, long next, long unprovenFrom, GroupOffsets group) => new(
        [new OutboundEvent(OutboundTopic.Verdicts, null, System.Text.Encoding.UTF8.GetBytes(id), [])],
        ImmutableDictionary<TopicPartition, long>.Empty.Add(_uploads, next), group.Group)
    {
        Unproven = ImmutableDictionary<TopicPartition, long>.Empty.Add(_uploads, unprovenFrom),
    };

    private async Task WriteAsync(KafkaOptions kafka, int count)
    {
        using var writer = new TopicWriter(kafka);
        for (var offset = 0; offset < count; offset++)
        {
            _ = await writer.WriteAsync(_uploads.Topic, _uploads.Partition, null, [1], []);
        }
    }

    /// <returns>The end of the log behind it.</returns>
    private long AbortTransaction(KafkaOptions kafka)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(
            new ProducerConfig { BootstrapServers = kafka.BootstrapServers, TransactionalId = "uploads" }).Build();
        producer.InitTransactions(Patience);
        producer.BeginTransaction();
        producer.Produce(
            new Confluent.Kafka.TopicPartition(_uploads.Topic, _uploads.Partition),
            new Message<byte[]?, byte[]?> { Value = [1] });
        producer.Flush(Patience); // Or what never left the client leaves no marker.
        producer.AbortTransaction(Patience);
        using var offsets = new GroupOffsets(kafka, "reader");
        return offsets.Ends(_uploads, Patience).End;
    }

    private static void AssertWritten(KafkaOptions kafka, int count) => Assert.That(
        new Auditor(kafka, kafka.GroupId).ReadAll(kafka.Topics.Verdicts), Has.Count.EqualTo(count));
}
