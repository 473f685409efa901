using Confluent.Kafka;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>Reads single records by their position, outside of any group. Not thread-safe.</summary>
internal sealed class RecordLookup : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly IConsumer<byte[]?, byte[]?> _consumer;

    /// <param name="options">The broker.</param>
    /// <param name="group">The client wants one in any case.</param>
    public RecordLookup(KafkaOptions options, string group = "scanworker-reader")
    {
        var config = new ConsumerConfig(KafkaSettings.Reader(options, group))
        {
            AutoOffsetReset = AutoOffsetReset.Earliest, // What is gone shows as a later record.
            EnablePartitionEof = true,
            FetchWaitMaxMs = 10,
            QueuedMaxMessagesKbytes = 1024,
        };
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    /// <returns>The record, or null when the topic no longer has it.</returns>
    /// <exception cref="SourceUnavailableException">The broker does not answer.</exception>
    public InboundRecord? Find(RecordPosition position) =>
        FirstFrom(position) is { } record && record.Position == position ? record : null;

    /// <returns>The first record that is there at that position or behind it; null when there is none.</returns>
    /// <exception cref="SourceUnavailableException">The broker does not answer.</exception>
    public InboundRecord? FirstFrom(RecordPosition position)
    {
        try
        {
            _consumer.Assign(
                [new TopicPartitionOffset(KafkaRecords.Theirs(position.TopicPartition), position.Offset)]);
            var result = _consumer.Consume(Patience)
                ?? throw new SourceUnavailableException($"{position} cannot be read: the broker does not answer.");
            return result.IsPartitionEOF ? null : KafkaRecords.Inbound(result);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic
            or ErrorCode.Local_UnknownPartition)
        {
            return null;
        }
        catch (KafkaException e)
        {
            throw new SourceUnavailableException($"{position} cannot be read: {e.Error.Reason}", e);
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }
}
