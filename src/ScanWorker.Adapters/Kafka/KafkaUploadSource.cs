using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Ports;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Upload records from a Kafka topic, as a member of a consumer group.</summary>
internal sealed class KafkaUploadSource(
    IOptions<KafkaOptions> options, TimeProvider clock, ILogger<KafkaUploadSource> logger) : IUploadSource
{
    private readonly ClientLog _log = new(logger, clock);
    private readonly KafkaOptions _options = options.Value;
    private readonly FetchWatch _watch = new(clock);
    private IAssignmentListener? _listener;
    private IConsumer<byte[]?, byte[]?>? _consumer;
    private bool _paused;
    private bool _assignedAnew;
    private bool _closed;

    private IConsumer<byte[]?, byte[]?> Consumer =>
        _consumer ?? throw new InvalidOperationException("The source is not open.");

    public void Open(IAssignmentListener listener)
    {
        _listener = listener;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaSettings.Consumer(_options))
            .SetLogHandler((_, message) => _log.Write(message))
            .SetErrorHandler((_, error) => _log.Write(error))
            .SetStatisticsHandler((consumer, statistics) => _watch.Read(
                statistics, _options.Topics.Uploads,
                consumer.Assignment.Select(assigned => assigned.Partition.Value).ToHashSet(), _paused))
            .SetPartitionsAssignedHandler((_, partitions) =>
            {
                _assignedAnew = true;
                listener.Assigned([.. partitions.Select(KafkaRecords.Ours)]);
            })
            .SetPartitionsRevokedHandler((_, positions) => listener.Revoked(PartitionsOf(positions)))
            .SetPartitionsLostHandler((_, positions) => listener.Lost(PartitionsOf(positions)))
            .Build();
        _consumer.Subscribe(_options.Topics.Uploads);
    }

    public InboundRecord? Poll(TimeSpan wait)
    {
        if (_watch.Stuck is { } partition)
        {
            logger.FetcherStuck(partition);
            Reopen();
        }

        if (_assignedAnew)
        {
            // Partitions come back unpaused where they were revoked, and as they were where they were lost: neither is
            // relied on.
            _assignedAnew = false;
            PauseOrResume();
        }

        try
        {
            return Consumer.Consume(wait) is { Message: not null } result ? KafkaRecords.Inbound(result) : null;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.FencedInstanceId or ErrorCode.UnreleasedInstanceId)
        {
            throw new TwinException($"Another member of the group has the instance id '{_options.InstanceId}'.", e);
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            throw new SourceUnavailableException(e.Error.ToString(), e);
        }
    }

    public void Pause()
    {
        _paused = true;
        PauseOrResume();
    }

    public void Resume()
    {
        _paused = false;
        PauseOrResume();
    }

    public object? CurrentGroup() => Consumer.ConsumerGroupMetadata;

    public void OffsetsCommitted(IReadOnlyDictionary<TopicPartition, long> next)
    {
        if (_options.MockBroker)
        {
            Consumer.Commit(
                [.. next.Select(pair => new TopicPartitionOffset(pair.Key.Topic, pair.Key.Partition, pair.Value))]);
        }
    }

    public void Close()
    {
        if (!_closed && _consumer is not null)
        {
            _closed = true;
            _consumer.Close();
        }
    }

    public void Dispose()
    {
        try
        {
            Close();
        }
        finally
        {
            _consumer?.Dispose();
        }
    }

    private void PauseOrResume()
    {
        if (_paused)
        {
            Consumer.Pause(Consumer.Assignment);
        }
        else
        {
            Consumer.Resume(Consumer.Assignment);
        }
    }

    // The group is left and joined again: what is ready is committed on the way, the rest is read once more.
    private void Reopen()
    {
        var (stuck, listener) = (Consumer, _listener ?? throw new InvalidOperationException("The source is not open."));
        _watch.Forget();
        try
        {
            stuck.Close();
        }
        catch (KafkaException e)
        {
            _log.Write(e.Error);
        }
        finally
        {
            stuck.Dispose();
        }

        Open(listener);
    }

    private static List<TopicPartition> PartitionsOf(List<TopicPartitionOffset> positions) =>
        [.. positions.Select(position => KafkaRecords.Ours(position.TopicPartition))];
}
