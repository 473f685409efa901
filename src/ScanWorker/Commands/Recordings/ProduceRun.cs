using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Commands.Recordings;

/// <summary>Writes a recording into a topic: same keys, headers and partitions, in order within a partition.</summary>
/// <param name="kafka">The broker, and the names of topics that a worker reads and writes.</param>
/// <param name="topic">Where to.</param>
/// <param name="named">The production topic that was named on purpose, or null.</param>
internal sealed class ProduceRun(KafkaOptions kafka, string topic, string? named)
{
    private const int UnderWayMax = 5000;
    private const int ReportEvery = 100;

    /// <exception cref="UsageException">The topic is a worker's own, or the one that was recorded, and was not named as
    /// such.</exception>
    public async Task<long> RunAsync(
        IEnumerable<RecordedRecord> records, StderrProgress progress, CancellationToken cancellation)
    {
        var topics = kafka.Topics;
        Refuse(
            [topics.Uploads, topics.Verdicts, topics.Blocks, topics.Reports, topics.DeadLetters],
            "the configuration names it as a worker's");
        using var writer = new TopicWriter(kafka);
        var (partitions, written, underWay) = (writer.PartitionCount(topic), 0L, new Queue<Task<RecordPosition>>());
        foreach (var record in records.Select(recorded => recorded.Record))
        {
            cancellation.ThrowIfCancellationRequested();
            Refuse([record.Position.TopicPartition.Topic], "the recording came from it");
            while (underWay.Count >= UnderWayMax)
            {
                _ = await underWay.Dequeue();
            }

            var partition = record.Position.TopicPartition.Partition % partitions;
            underWay.Enqueue(writer.WriteAsync(topic, partition, record.Key, record.Value, record.Headers));
            if (++written % ReportEvery == 0)
            {
                progress.Report(written, written + underWay.Count);
            }
        }

        _ = await Task.WhenAll(underWay);
        return written;
    }

    private void Refuse(IEnumerable<string> production, string why)
    {
        if (named != topic && production.Contains(topic, StringComparer.Ordinal))
        {
            throw new UsageException(
                $"--to-topic: '{topic}' is a production topic: {why}. If that is meant, say --production-topic "
                    + $"{topic} too.");
        }
    }
}
