using Confluent.Kafka;
using ScanWorker.Adapters.Kafka.Metadata;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Reads a whole topic, every partition from its beginning, outside of any group. Not thread-safe.</summary>
/// <remarks>
/// Each record once, though a client that finds a new leader may deliver a partition again from its beginning.
/// </remarks>
public sealed class TopicReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly Dictionary<Confluent.Kafka.TopicPartition, long> _next = [];

    /// <param name="options">The broker; the group is not used.</param>
    /// <param name="topic">Must exist.</param>
    /// <exception cref="KafkaException">The broker cannot be reached.</exception>
    public TopicReader(KafkaOptions options, string topic)
    {
        var config = KafkaSettings.Reader(options, "scanworker-reader"); // Nothing is ever committed to it.
        KafkaSettings.SetDefault(config, "fetch.wait.max.ms", "100");
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        _consumer.Assign(TopicLookup.PartitionsOf(admin, topic, Patience)
            .Select(number => new TopicPartitionOffset(topic, number, Offset.Beginning)));
    }

    /// <returns>The next committed record, or null when none came in time.</returns>
    public InboundRecord? Read(TimeSpan wait)
    {
        while (_consumer.Consume(wait) is { Message: not null } result)
        {
            if (result.Offset.Value >= _next.GetValueOrDefault(result.TopicPartition))
            {
                _next[result.TopicPartition] = result.Offset.Value + 1;
                return KafkaRecords.Inbound(result);
            }
        }

        return null;
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }
}
