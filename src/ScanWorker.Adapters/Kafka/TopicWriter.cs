using Confluent.Kafka;
using ScanWorker.Adapters.Kafka.Metadata;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Writes records outside of any transaction, as an upload service does. Thread-safe.</summary>
public sealed class TopicWriter : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IProducer<byte[]?, byte[]?> _producer;

    public TopicWriter(KafkaOptions options)
    {
        var config = new ProducerConfig(KafkaSettings.Common(options)) { EnableIdempotence = true, LingerMs = 1 };
        _producer = new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <param name="topic">Where to.</param>
    /// <param name="partition">Null: by the key.</param>
    /// <param name="key">Or null.</param>
    /// <param name="value">Or null.</param>
    /// <param name="headers">In order.</param>
    /// <returns>Where it stands now.</returns>
    /// <exception cref="KafkaException">The broker did not take it.</exception>
    public async Task<RecordPosition> WriteAsync(
        string topic, int? partition, byte[]? key, byte[]? value, IReadOnlyList<RecordHeader> headers)
    {
        var target = new Confluent.Kafka.TopicPartition(topic, partition ?? Partition.Any);
        var written = await _producer.ProduceAsync(target, KafkaRecords.Message(key, value, headers));
        return new RecordPosition(KafkaRecords.Ours(written.TopicPartition), written.Offset.Value);
    }

    /// <exception cref="SourceUnavailableException">The broker cannot be reached, or there is no such
    /// topic.</exception>
    public int PartitionCount(string topic)
    {
        try
        {
            using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
            return TopicLookup.PartitionsOf(admin, topic, Patience).Length;
        }
        catch (KafkaException e)
        {
            throw new SourceUnavailableException($"Topic '{topic}' cannot be written: {e.Error.Reason}", e);
        }
    }

    public void Dispose() => _producer.Dispose();
}
