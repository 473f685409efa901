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
    [TestCase(3, 10)]
    [TestCase(10, null)]
    [TestCase(12, null)]
    public void Commit_UnprovenPartition_IsHeldAgainstTheGroupsOffset(int begin, int? overtakenBy)
    {
        using var broker = ServerKinds.StartBroker(ServerKind.Real);
        broker.CreateTopics();
        var (kafka, partition) = (broker.Options, new TopicPartition(broker.Options.Topics.Uploads, 1));
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
