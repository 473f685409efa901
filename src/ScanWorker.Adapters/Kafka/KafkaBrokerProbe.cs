using System.Collections.Immutable;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Ports;
using OurPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Lag by admin requests: the end of each partition less what the group has committed.</summary>
/// <remarks>The end is the last stable offset, so what a transaction has not committed does not count; its markers do.</remarks>
internal sealed class KafkaBrokerProbe(IOptions<KafkaOptions> options, ILogger<KafkaBrokerProbe> logger) : IBrokerProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly KafkaOptions _options = options.Value;
    private IAdminClient? _admin;

    public async Task<ImmutableArray<(OurPartition Partition, long Records)>> ReadLagAsync(CancellationToken cancellation)
    {
        try
        {
            return await AskAsync(_admin ??= Connect(), cancellation);
        }
        catch (KafkaException e)
        {
            throw new SourceUnavailableException(e.Error.Code.ToString(), e);
        }
    }

    public void Dispose() => _admin?.Dispose();

    private IAdminClient Connect() => new AdminClientBuilder(KafkaSettings.Common(_options))
        .SetLogHandler((_, message) => ClientLog.Write(logger, message))
        .SetErrorHandler((_, error) => ClientLog.Write(logger, error))
        .Build();

    private async Task<ImmutableArray<(OurPartition Partition, long Records)>> AskAsync(IAdminClient admin, CancellationToken cancellation)
    {
        var topic = _options.Topics.Uploads;
        var metadata = await Task.Run(() => admin.GetMetadata(topic, Patience), cancellation); // It has no asynchronous form.
        List<TopicPartition> partitions = [.. metadata.Topics.SelectMany(found => found.Partitions)
            .Select(partition => new TopicPartition(topic, partition.PartitionId))];
        if (partitions.Count == 0)
        {
            return [];
        }

        var committed = await CommittedAsync(admin, partitions);
        var ends = await OffsetsAsync(admin, partitions, OffsetSpec.Latest());
        var unread = partitions.Where(partition => !committed.ContainsKey(partition)).ToList();
        var begins = unread.Count == 0 ? [] : await OffsetsAsync(admin, unread, OffsetSpec.Earliest());
        return [.. partitions.Where(ends.ContainsKey).Select(partition => (
            KafkaRecords.Ours(partition),
            Math.Max(0, ends[partition] - (committed.TryGetValue(partition, out var next) ? next : begins.GetValueOrDefault(partition)))))];
    }

    private async Task<Dictionary<TopicPartition, long>> CommittedAsync(IAdminClient admin, List<TopicPartition> partitions)
    {
        var groups = await admin.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(_options.GroupId, partitions)],
            new ListConsumerGroupOffsetsOptions { RequestTimeout = Patience });
        return groups.SelectMany(group => group.Partitions)
            .Where(partition => partition.Offset.Value >= 0)
            .ToDictionary(partition => partition.TopicPartition, partition => partition.Offset.Value);
    }

    private static async Task<Dictionary<TopicPartition, long>> OffsetsAsync(
        IAdminClient admin, List<TopicPartition> partitions, OffsetSpec spec)
    {
        var answer = await admin.ListOffsetsAsync(
            partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }),
            new ListOffsetsOptions { RequestTimeout = Patience, IsolationLevel = IsolationLevel.ReadCommitted });
        return answer.ResultInfos
            .Where(info => !info.TopicPartitionOffsetError.Error.IsError)
            .ToDictionary(info => info.TopicPartitionOffsetError.TopicPartition, info => info.TopicPartitionOffsetError.Offset.Value);
    }
}
