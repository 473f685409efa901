using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Adapters.Kafka.Metadata;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Auditing;

/// <summary>Reads the topics as a <c>read_committed</c> consumer does, and holds them against what was sent.</summary>
internal sealed class Auditor(KafkaOptions kafka, string groupId)
{
    private static readonly TimeSpan OpenTransactionsMax = TimeSpan.FromSeconds(3);

    /// <summary>Waits until every upload sent has an outcome that is committed.</summary>
    public void WaitForOutcomes(IReadOnlyCollection<SentUpload> sent, TimeSpan deadline, Func<string> complaint)
    {
        using var verdicts = new TopicReader(kafka, kafka.Topics.Verdicts);
        using var deadLetters = new TopicReader(kafka, kafka.Topics.DeadLetters);
        var seen = 0;
        Poll.Until(
            () =>
            {
                seen += Drain(verdicts) + Drain(deadLetters);
                return seen >= sent.Count;
            },
            deadline, () => $"{seen} of {sent.Count} outcomes are there.\n{complaint()}");
    }

    /// <summary>
    /// Exactly one outcome for every upload, the expected one, in offset order, with its block and report; and no lag.
    /// </summary>
    public void AssertExactlyOnce(IReadOnlyCollection<SentUpload> sent)
    {
        var verdicts = ReadAll(kafka.Topics.Verdicts);
        var blocks = ReadAll(kafka.Topics.Blocks);
        var reports = ReadAll(kafka.Topics.Reports);
        var judged = sent.Where(upload => upload.Verdict is not null).ToList();
        AssertSame("verdicts", judged.Select(upload => upload.Id), verdicts, UploadIdOf);
        AssertSame("dead letters",
            sent.Where(upload => upload.Verdict is null).Select(upload => upload.Id),
            ReadAll(kafka.Topics.DeadLetters), KeyOf);
        AssertSame("blocks",
            judged.Where(upload => upload.Action == PolicyAction.Block).Select(upload => upload.Id),
            blocks, UploadIdOf);
        AssertSame("reports",
            judged.Where(upload => upload.Action >= PolicyAction.Review).Select(upload => upload.Id),
            reports, UploadIdOf);
        PublishedSchemas.AssertValid([.. verdicts, .. blocks, .. reports]);
        AssertExpected(judged, verdicts);
        AssertOrdered(verdicts);
        AssertNoLag(sent.Select(upload => upload.Position.TopicPartition.Topic));
    }

    /// <summary>
    /// All that is committed, once the transactions under way have ended; one that a dead worker left is not waited
    /// for.
    /// </summary>
    public List<InboundRecord> ReadAll(string topic)
    {
        BrokerAdmin.WaitForTransactions(kafka, topic, OpenTransactionsMax);
        using var reader = new TopicRangeReader(kafka, topic, new TopicRange());
        return [.. reader.ReadToEnd(CancellationToken.None).Select(record => record.Record)];
    }

    /// <summary>How many records are committed by now.</summary>
    public int Count(string topic)
    {
        using var reader = new TopicRangeReader(kafka, topic, new TopicRange());
        return reader.ReadToEnd(CancellationToken.None).Count();
    }

    /// <summary>How many offsets of the input the group has not committed.</summary>
    public long Lag() => Lags([kafka.Topics.Uploads]).Sum(lag => lag.Records);

    private static int Drain(TopicReader reader)
    {
        var count = 0;
        while (reader.Read(TimeSpan.FromMilliseconds(20)) is not null)
        {
            count++;
        }

        return count;
    }

    private static void AssertSame(
        string what, IEnumerable<string> expected, List<InboundRecord> actual, Func<InboundRecord, string> idOf)
    {
        var wanted = expected.Order(StringComparer.Ordinal).ToList();
        var found = actual.Select(idOf).Order(StringComparer.Ordinal).ToList();
        var twice = actual.GroupBy(idOf).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(record => record.Position))}").ToList();
        Assert.That(twice, Is.Empty, $"{what} that are there more than once");
        Assert.That(wanted.Except(found), Is.Empty, $"{what} that are lost");
        Assert.That(found.Except(wanted), Is.Empty, $"{what} that nothing called for");
    }

    private static void AssertExpected(IEnumerable<SentUpload> judged, IEnumerable<InboundRecord> verdicts)
    {
        var found = verdicts
            .Select(VerdictOf).ToDictionary(verdict => verdict.UploadId, verdict => (verdict.Verdict, verdict.Action));
        var wrong = judged.Where(upload => found[upload.Id] != (upload.Verdict, upload.Action))
            .Select(upload => $"{upload.Id}: {found[upload.Id]}");
        Assert.That(wrong, Is.Empty, "verdicts that are not the expected ones");
    }

    // The key decides the partition on both sides, so what came from one partition of uploads is in ascending order
    // wherever it went.
    private static void AssertOrdered(IEnumerable<InboundRecord> verdicts)
    {
        foreach (
            var stream in verdicts.GroupBy(
                verdict => (verdict.Position.TopicPartition.Partition, SourceOf(verdict).TopicPartition)))
        {
            var offsets = stream
                .OrderBy(verdict => verdict.Position.Offset).Select(verdict => SourceOf(verdict).Offset).ToList();
            Assert.That(offsets, Is.Ordered.Ascending, $"offsets of partition {stream.Key} as their verdicts stand");
        }
    }

    // ce_id is topic/partition/offset/type.
    private static RecordPosition SourceOf(InboundRecord verdict)
    {
        var parts = verdict.Header("ce_id")?.Split('/') ?? [];
        return new RecordPosition(
            new Pipeline.Events.TopicPartition(parts[^4], int.Parse(parts[^3])), long.Parse(parts[^2]));
    }

    private static string KeyOf(InboundRecord record) => Encoding.UTF8.GetString(record.Key ?? []);

    private static string UploadIdOf(InboundRecord record) =>
        JsonDocument.Parse(record.Value).RootElement.GetProperty("uploadId").GetString() ?? "";

    private static VerdictEvent VerdictOf(InboundRecord record) =>
        JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent)
            ?? throw new AssertionException("A verdict is null.");

    private void AssertNoLag(IEnumerable<string> topics)
    {
        // The mock has no answer to an admin's question.
        foreach (var (partition, lag) in kafka.MockBroker ? [] : Lags(topics.Append(kafka.Topics.Uploads).Distinct()))
        {
            Assert.That(lag, Is.Zero, $"lag of {partition}");
        }
    }

    private List<(Confluent.Kafka.TopicPartition Partition, long Records)> Lags(IEnumerable<string> topics)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = kafka.BootstrapServers, GroupId = "auditor" }).SetLogHandler(
                (_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = topics.SelectMany(topic => Enumerable.Range(0, 4)
            .Select(partition => new Confluent.Kafka.TopicPartition(topic, partition))).ToList();
        List<TopicPartitionOffsetError> committed = [];
        Poll.Until(
            () => (committed = StableOffsets(admin, partitions)).Count > 0, TimeSpan.FromSeconds(60),
            () => "A transaction of the group stays open.");
        return [.. committed.Select(partition => (
            partition.TopicPartition,
            LeaderRetry.Default.Ask(() =>
                consumer.QueryWatermarkOffsets(partition.TopicPartition, TimeSpan.FromSeconds(10))).High.Value
                - Math.Max(0, partition.Offset.Value)))];
    }

    /// <returns>Empty while a transaction that moves them is open.</returns>
    private List<TopicPartitionOffsetError> StableOffsets(
        IAdminClient admin, List<Confluent.Kafka.TopicPartition> partitions)
    {
        try
        {
            return admin.ListConsumerGroupOffsetsAsync(
                    [new ConsumerGroupTopicPartitions(groupId, partitions)],
                    new ListConsumerGroupOffsetsOptions { RequireStableOffsets = true })
                .GetAwaiter().GetResult().Single().Partitions;
        }
        catch (ListConsumerGroupOffsetsException problem) when (problem.Results.SelectMany(group => group.Partitions)
            .Any(partition => partition.Error.Code == ErrorCode.UnstableOffsetCommit))
        {
            return [];
        }
    }
}
