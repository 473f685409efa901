using System.Collections.Immutable;
using Confluent.Kafka;
using ScanWorker.Adapters.Kafka.Metadata;
using OurPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// What a group has committed and where partitions end, asked by a consumer that is no member and reads nothing.
/// </summary>
internal sealed class GroupOffsets : IDisposable
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly IAdminClient _metadata;

    /// <param name="options">The broker.</param>
    /// <param name="group">Asked about.</param>
    /// <param name="log">Told what the client says; null: nobody is, what it is asked answers for itself.</param>
    /// <param name="isPatient">
    /// Where a transaction under way carries an offset, its end is waited for, and a partition ends before what is
    /// under way. Without it offsets are those that are committed at the moment, and a partition ends behind its last
    /// record.
    /// </param>
    public GroupOffsets(KafkaOptions options, string group, ClientLog? log = null, bool isPatient = true)
    {
        var config = KafkaSettings.Reader(options, group);
        config.IsolationLevel = isPatient ? IsolationLevel.ReadCommitted : IsolationLevel.ReadUncommitted;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, message) => log?.Write(message))
            .SetErrorHandler((_, error) => log?.Write(error))
            .Build();
        _metadata = new DependentAdminClientBuilder(_consumer.Handle).Build();
    }

    /// <summary>What a transaction needs to know of the group whose offsets it carries.</summary>
    public IConsumerGroupMetadata Group => _consumer.ConsumerGroupMetadata;

    /// <returns>None when there is no such topic, or none that may be seen.</returns>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public ImmutableArray<OurPartition> PartitionsOf(string topic, TimeSpan patience) =>
        [.. TopicLookup.PartitionsIfAny(_metadata, topic, patience).Select(number => new OurPartition(topic, number))];

    /// <exception cref="KafkaException">The broker does not answer, or there is no such topic.</exception>
    public ImmutableArray<OurPartition> ExistingPartitionsOf(string topic, TimeSpan patience) =>
        [.. TopicLookup.PartitionsOf(_metadata, topic, patience).Select(number => new OurPartition(topic, number))];

    /// <returns>The offset of the next record to read; a partition without one is absent.</returns>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public ImmutableDictionary<OurPartition, long> Committed(IEnumerable<OurPartition> partitions, TimeSpan patience) =>
        _consumer.Committed(partitions.Select(KafkaRecords.Theirs), patience)
            .Where(partition => partition.Offset.Value >= 0)
            .ToImmutableDictionary(
                partition => KafkaRecords.Ours(partition.TopicPartition), partition => partition.Offset.Value);

    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public (long Begin, long End) Ends(OurPartition partition, TimeSpan patience)
    {
        var ends = _consumer.QueryWatermarkOffsets(KafkaRecords.Theirs(partition), patience);
        return (ends.Low.Value, ends.High.Value);
    }

    public void Dispose()
    {
        _metadata.Dispose();
        _consumer.Dispose();
    }
}
