using System.Runtime.ExceptionServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka.Offsets;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Upload records from the Kafka topics of uploads, as a member of a consumer group.</summary>
internal class KafkaUploadSource(
    IOptions<KafkaOptions> options, TimeProvider clock, ILogger<KafkaUploadSource> logger,
    ILogger<KafkaVerdictSink> sinkLogger) : IUploadSource
{
    private static readonly TimeSpan CheckPatience = TimeSpan.FromSeconds(15);

    private readonly LostOffsets _lost = new(options.Value, clock, logger, sinkLogger);
    private readonly ClientLog _log = new(logger, clock);
    private readonly KafkaOptions _options = options.Value;
    private readonly FetchWatch _watch = new(clock);
    private readonly HashSet<TopicPartition> _pausedPartitions = [];
    private IAssignmentListener? _listener;
    private IConsumer<byte[]?, byte[]?>? _consumer;
    private bool _paused;
    private bool _assignedAnew;
    private bool _closed;
    private bool _isSubscribed;
    private Task? _check;

    /// <summary>The member.</summary>
    /// <exception cref="InvalidOperationException">The source is not open.</exception>
    protected IConsumer<byte[]?, byte[]?> Consumer =>
        _consumer ?? throw new InvalidOperationException("The source is not open.");

    public void Open(IAssignmentListener listener)
    {
        _listener = listener;
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaSettings.Consumer(_options))
            .SetLogHandler((_, message) => _log.Write(message))
            .SetErrorHandler((_, error) => _log.Write(error))
            .SetStatisticsHandler((consumer, statistics) => _watch.Read(
                statistics,
                consumer.Assignment.Select(KafkaRecords.Ours).Where(assigned => !IsPaused(assigned)).ToHashSet(),
                _paused))
            .SetPartitionsAssignedHandler((_, partitions) =>
            {
                _assignedAnew = true;
                listener.Assigned([.. partitions.Select(KafkaRecords.Ours)]);
            })
            .SetPartitionsRevokedHandler((_, positions) => listener.Revoked(Gone(positions)))
            .SetPartitionsLostHandler((_, positions) => listener.Lost(Gone(positions)))
            .Build();
        if (_isSubscribed)
        {
            _consumer.Subscribe(_options.Topics.Inputs);
        }
    }

    public InboundRecord? Poll(TimeSpan wait)
    {
        if (_watch.Stuck is { } partition)
        {
            logger.FetcherStuck(partition.Topic, partition.Partition);
            Reopen();
        }

        if (_assignedAnew)
        {
            // Partitions come back unpaused where they were revoked, and as they were where they were lost: neither is
            // relied on.
            _assignedAnew = false;
            PauseOrResumeAll();
        }

        try
        {
            SubscribeOnceChecked();
            var result = Consumer.Consume(wait);
            while (result is { IsPartitionEOF: true })
            {
                _listener?.Ended(KafkaRecords.Ours(result.TopicPartition), result.Offset.Value);
                result = Consumer.Consume(TimeSpan.Zero);
            }

            return result is { Message: not null } ? KafkaRecords.Inbound(result) : null;
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
        PauseOrResumeAll();
    }

    public void Resume()
    {
        _paused = false;
        PauseOrResumeAll();
    }

    public void Pause(TopicPartition partition)
    {
        _pausedPartitions.Add(partition);
        PauseOrResume([KafkaRecords.Theirs(partition)]);
    }

    public void Resume(TopicPartition partition)
    {
        _pausedPartitions.Remove(partition);
        PauseOrResume([KafkaRecords.Theirs(partition)]);
    }

    public object? CurrentGroup() => Consumer.ConsumerGroupMetadata;

    public void Close()
    {
        if (!_closed && _consumer is not null)
        {
            _closed = true;
            _ = ((IAsyncResult?)_check)?.AsyncWaitHandle.WaitOne(CheckPatience); // It uses the consumer.
            Leave(_consumer);
        }
    }

    public void Dispose()
    {
        Close();
        _consumer?.Dispose();
    }

    // The poll thread does not wait for it: a broker that is away at the start is none of its concern.
    private void SubscribeOnceChecked()
    {
        if (_isSubscribed)
        {
            return;
        }

        _check ??= Task.Run(() => _lost.Check(Consumer));
        if (_check is { IsCompleted: true } check)
        {
            _check = null;
            if (check.Exception?.InnerException is { } problem)
            {
                ExceptionDispatchInfo.Throw(problem);
            }

            Consumer.Subscribe(_options.Topics.Inputs);
            _isSubscribed = true;
        }
    }

    private void PauseOrResumeAll() => PauseOrResume(Consumer.Assignment);

    private void PauseOrResume(IReadOnlyCollection<Confluent.Kafka.TopicPartition> partitions)
    {
        var byState = partitions.ToLookup(partition => IsPaused(KafkaRecords.Ours(partition)));
        Consumer.Pause(byState[true]);
        Consumer.Resume(byState[false]);
    }

    private bool IsPaused(TopicPartition partition) => _paused || _pausedPartitions.Contains(partition);

    // The group is left and joined again: what is ready is committed on the way, the rest is read once more.
    private void Reopen()
    {
        var (stuck, listener) = (Consumer, _listener ?? throw new InvalidOperationException("The source is not open."));
        _watch.Forget();
        Leave(stuck);
        stuck.Dispose();
        Open(listener);
    }

    // A courtesy to the group: a broker that cannot be told finds out by itself, and what was judged is committed.
    private void Leave(IConsumer<byte[]?, byte[]?> consumer)
    {
        try
        {
            consumer.Close();
        }
        catch (KafkaException e)
        {
            _log.Write(e.Error);
        }
    }

    private List<TopicPartition> Gone(List<TopicPartitionOffset> positions)
    {
        List<TopicPartition> gone = [.. positions.Select(position => KafkaRecords.Ours(position.TopicPartition))];
        _pausedPartitions.ExceptWith(gone);
        return gone;
    }
}
