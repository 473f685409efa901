using Confluent.Kafka;
using ScanWorker.Pipeline.Events;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Between the client's types and ours.</summary>
internal static class KafkaRecords
{
    public static TopicPartition Ours(Confluent.Kafka.TopicPartition partition) =>
        new(partition.Topic, partition.Partition.Value);

    public static Confluent.Kafka.TopicPartition Theirs(TopicPartition partition) =>
        new(partition.Topic, partition.Partition);

    public static InboundRecord Inbound(ConsumeResult<byte[]?, byte[]?> result) => new(
        new RecordPosition(Ours(result.TopicPartition), result.Offset.Value),
        EventTime.OfRecord(result.Message.Timestamp.UnixTimestampMs),
        result.Message.Key,
        result.Message.Value,
        result.Message.Headers is { Count: > 0 } headers
            ? [.. headers.Select(header => new RecordHeader(header.Key, header.GetValueBytes()))]
            : []);

    public static Message<byte[]?, byte[]?> Message(byte[]? key, byte[]? value, IReadOnlyList<RecordHeader> headers)
    {
        var message = new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = [] };
        foreach (var header in headers)
        {
            message.Headers.Add(header.Name, header.Value);
        }

        return message;
    }
}
