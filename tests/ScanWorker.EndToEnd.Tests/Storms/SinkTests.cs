using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Auditing;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.EndToEnd.Tests.Storms;

/// <summary>The sink on a real broker: where a client began to read is not taken on trust.</summary>
[TestFixture, Category("Broker")]
internal sealed class SinkTests
{
    // A log that ends before the group's offset was cut, and is judged: what it holds by now may never have been.
    [TestCase(3, 20, 10)]
    [TestCase(10, 20, null)]
    [TestCase(12, 20, null)]
    [TestCase(3, 9, null)]
    public async Task Commit_UnprovenPartition_IsHeldAgainstTheGroupsOffset(int begin, int end, int? overtakenBy)
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        var (kafka, partition) = (broker.Options, new TopicPartition(broker.Options.Topics.Uploads, 1));
        using var writer = new TopicWriter(kafka);
        for (var offset = 0; offset < end; offset++)
        {
            _ = await writer.WriteAsync(partition.Topic, partition.Partition, null, [1], []);
        }

        using var sink = new KafkaVerdictSink(
            Options.Create(kafka), TimeProvider.System, NullLogger<KafkaVerdictSink>.Instance);
        using var group = new GroupOffsets(kafka, kafka.GroupId);
        sink.Open(CancellationToken.None);
        Assert.That(
            sink.Commit(Batch("first", 10, unprovenFrom: 0), CancellationToken.None),
            Is.TypeOf<CommitOutcome.Committed>(), "The group has no offset yet.");

        var outcome = sink.Commit(Batch("second", 20, begin), CancellationToken.None);

        var written = new Auditor(kafka, kafka.GroupId).ReadAll(kafka.Topics.Verdicts);
        Assert.That(
            (outcome as CommitOutcome.Overtaken)?.Next.GetValueOrDefault(partition), Is.EqualTo((long?)overtakenBy));
        Assert.That(written, Has.Count.EqualTo(overtakenBy is null ? 2 : 1));

        OutboundBatch Batch(string id, long next, long unprovenFrom) => new(
            [new OutboundEvent(OutboundTopic.Verdicts, null, System.Text.Encoding.UTF8.GetBytes(id), [])],
            ImmutableDictionary<TopicPartition, long>.Empty.Add(partition, next), group.Group)
        {
            Unproven = ImmutableDictionary<TopicPartition, long>.Empty.Add(partition, unprovenFrom),
        };
    }
}
