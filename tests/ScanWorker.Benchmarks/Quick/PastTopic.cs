using System.Diagnostics;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Benchmarks.Load;
using ScanWorker.Replay.Recordings;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>A broker of its own with recorded verdicts in their topic. Ends with the program.</summary>
internal sealed class PastTopic
{
    private const int UnderWay = 5000;

    private PastTopic(RealBroker broker) => Kafka = broker.Options;

    public KafkaOptions Kafka { get; }

    /// <param name="recording">What is to stand in the topic.</param>
    /// <param name="times">How often, since a topic is longer than what is kept of it in a file.</param>
    public static PastTopic Fill(string recording, int times)
    {
        var broker = LoadWorld.StartBroker();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => broker.Dispose();
        var topic = new PastTopic(broker);
        using var writer = new TopicWriter(topic.Kafka);
        var records = Enumerable.Range(0, times)
            .SelectMany(_ => new RecordingReader(new RecordingProblems(isStrict: true)).Read(recording));
        foreach (var some in records.Chunk(UnderWay))
        {
            Task.WaitAll(some.Select(record => writer.WriteAsync(
                topic.Kafka.Topics.Verdicts, record.Record.Position.TopicPartition.Partition, record.Record.Key,
                record.Record.Value, record.Record.Headers)));
        }

        return topic;
    }

    /// <summary>How many records a second are read by so many threads that do nothing with them.</summary>
    public double RecordsRead(int lanes)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = new long[lanes];
        _ = Parallel.For(0, lanes, lane =>
        {
            int[] mine = [.. Enumerable.Range(0, PastVerdicts.Partitions).Where(number => number % lanes == lane)];
            using var reader = new TopicRangeReader(
                Kafka, Kafka.Topics.Verdicts, new TopicRange { Partitions = mine }, lanes);
            counts[lane] = reader.ReadToEnd(CancellationToken.None).LongCount();
        });
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
