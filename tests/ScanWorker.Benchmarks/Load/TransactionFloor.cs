using System.Diagnostics;
using Confluent.Kafka;
using ScanWorker.Adapters.Kafka;

namespace ScanWorker.Benchmarks.Load;

/// <summary>
/// One small event and one offset in each transaction, nothing else: how soon a <c>read_committed</c> reader can see a
/// verdict at all, and how long a commit takes.
/// </summary>
internal static class TransactionFloor
{
    private const int WarmUp = 200;
    private const int Measured = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="kafka">The broker, and settings for librdkafka.</param>
    public static (double[] Commits, double[] Seen) Measure(KafkaOptions kafka)
    {
        kafka.InstanceId = "floor";
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(KafkaSettings.Producer(kafka)).Build();
        producer.InitTransactions(Patience);
        var config = KafkaSettings.Reader(kafka, "floor");
        config.FetchWaitMaxMs = 100;
        using var reader = new ConsumerBuilder<byte[]?, byte[]?>(config).Build();
        using var group = new ConsumerBuilder<byte[]?, byte[]?>(KafkaSettings.Reader(kafka, "floor-offsets")).Build();
        reader.Assign(new TopicPartitionOffset(kafka.Topics.Verdicts, 0, Offset.Beginning));
        var (commits, seen) = (new double[Measured], new double[Measured]);
        for (var turn = -WarmUp; turn < Measured; turn++)
        {
            var start = Stopwatch.GetTimestamp();
            producer.BeginTransaction();
            producer.Produce(
                new TopicPartition(kafka.Topics.Verdicts, 0), new Message<byte[]?, byte[]?> { Value = new byte[800] });
            producer.SendOffsetsToTransaction(
                [new TopicPartitionOffset(kafka.Topics.Uploads, 0, Math.Max(0, turn))], group.ConsumerGroupMetadata,
                Patience);
            producer.CommitTransaction(Patience);
            commits[Math.Max(0, turn)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            while (reader.Consume(Patience) is not { Message: not null })
            {
                // The end of the partition, or a marker.
            }

            seen[Math.Max(0, turn)] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        reader.Close();
        return (commits, seen);
    }
}
