using System.Collections.Immutable;
using Confluent.Kafka;
using OurPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// What the group has committed and where partitions end, asked by a consumer that is no member and reads nothing.
/// </summary>
internal sealed class GroupOffsets : IDisposable
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _metadata;

    public GroupOffsets(KafkaOptions options, ClientLog log)
    {
        var config = new ConsumerConfig(KafkaSettings.Common(options))
        {
            GroupId = options.GroupId,
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted, // Makes the offsets the stable ones.
        };
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, message) => log.Write(message))
            .SetErrorHandler((_, error) => log.Write(error))
            .Build();
        _metadata = new DependentAdminClientBuilder(_consumer.Handle).Build();
    }

    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public ImmutableArray<OurPartition> PartitionsOf(string topic, TimeSpan patience) =>
        [.. _metadata.GetMetadata(topic, patience).Topics.SelectMany(found => found.Partitions)
            .Select(partition => new OurPartition(topic, partition.PartitionId))];

    /// <returns>The offset of the next record to read; a partition without one is absent.</returns>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public ImmutableDictionary<OurPartition, long> Committed(IEnumerable<OurPartition> partitions, TimeSpan patience) =>
        _consumer.Committed(partitions.Select(Theirs), patience)
            .Where(partition => partition.Offset.Value >= 0)
            .ToImmutableDictionary(
                partition => KafkaRecords.Ours(partition.TopicPartition), partition => partition.Offset.Value);

    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public (long Begin, long End) Ends(OurPartition partition, TimeSpan patience)
    {
        var ends = _consumer.QueryWatermarkOffsets(Theirs(partition), patience);
        return (ends.Low.Value, ends.High.Value);
    }

    public void Dispose()
    {
        _metadata.Dispose();
        _consumer.Dispose();
    }

    private static TopicPartition Theirs(OurPartition partition) => new(partition.Topic, partition.Partition);
}
