using System.Collections.Immutable;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Ports;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// Emits what a look back finds exactly once: events and how far it has come go into one transaction.
/// </summary>
/// <remarks>
/// How far it has come is the offset of a consumer group of the look back's own, so whoever runs the same look back
/// next goes on from there. Two that run it at the same time fence each other until one gives up. Not thread-safe.
/// </remarks>
internal sealed class LookbackEmitter : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly KafkaVerdictSink _sink;
    private readonly TimeProvider _clock;
    private readonly int _eventsPerSecondMax;
    private ImmutableDictionary<TopicPartition, long> _positions = ImmutableDictionary<TopicPartition, long>.Empty;
    private long _started;
    private long _emitted;

    /// <param name="kafka">The broker and the topics.</param>
    /// <param name="job">Names the look back: the same name goes on, another begins. Letters, digits, dashes.</param>
    /// <param name="eventsPerSecondMax">Over the whole run.</param>
    /// <param name="clock">Measures the rate.</param>
    /// <param name="logger">Of the transactions.</param>
    public LookbackEmitter(
        KafkaOptions kafka, string job, int eventsPerSecondMax, TimeProvider clock, ILogger<KafkaVerdictSink> logger)
    {
        Options = new KafkaOptions
        {
            BootstrapServers = kafka.BootstrapServers,
            GroupId = $"scanworker-lookback-{kafka.GroupId}-{job}",
            InstanceId = "lookback",
            TransactionTimeout = kafka.TransactionTimeout,
            MockBroker = kafka.MockBroker,
            Topics = kafka.Topics,
            Client = kafka.Client,
        };
        (_clock, _eventsPerSecondMax) = (clock, eventsPerSecondMax);
        _sink = new KafkaVerdictSink(Microsoft.Extensions.Options.Options.Create(Options), clock, logger);
    }

    /// <summary>Those of the worker, with a group and a transactional id of the look back's own.</summary>
    public KafkaOptions Options { get; }

    /// <summary>Where earlier runs have come to.</summary>
    public IReadOnlyDictionary<TopicPartition, long> Positions => _positions;

    /// <summary>Ends what an earlier run left open, and finds out how far it came.</summary>
    /// <exception cref="SourceUnavailableException">There is no topic of verdicts, or no broker.</exception>
    public void Open(CancellationToken stopping)
    {
        _sink.Open(stopping);
        _started = _clock.GetTimestamp();
        var config =
            new ConsumerConfig(KafkaSettings.Common(Options)) { GroupId = Options.GroupId, EnableAutoCommit = false };
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        try
        {
            var topic = admin.GetMetadata(Options.Topics.Verdicts, Patience).Topics.Single();
            var partitions = topic.Partitions.Select(
                partition => new Confluent.Kafka.TopicPartition(topic.Topic, partition.PartitionId));
            _positions = consumer.Committed(partitions, Patience).Where(committed => committed.Offset.Value >= 0)
                .ToImmutableDictionary(
                    committed => KafkaRecords.Ours(committed.TopicPartition), committed => committed.Offset.Value);
        }
        catch (KafkaException e)
        {
            throw new SourceUnavailableException(
                $"How far '{Options.GroupId}' has come cannot be read: {e.Error.Reason}", e);
        }
    }

    /// <param name="events">What is emitted.</param>
    /// <param name="next">By partition, the offset up to which it was looked.</param>
    /// <param name="group">The reader's.</param>
    /// <param name="stopping">Ends the attempt; the next run finds out whether it had been written.</param>
    /// <exception cref="TwinException">Another run of the same look back is at work.</exception>
    public void Commit(
        IReadOnlyList<OutboundEvent> events, ImmutableDictionary<TopicPartition, long> next,
        IConsumerGroupMetadata group,
        CancellationToken stopping)
    {
        while (!TryCommit(new OutboundBatch([.. events], next, group), stopping, out var smaller))
        {
            events = smaller;
            stopping.WaitHandle.WaitOne(Pause);
            stopping.ThrowIfCancellationRequested();
        }

        _positions = _positions.SetItems(next);
        _emitted += events.Count;
        var ahead = TimeSpan.FromSeconds((double)_emitted / _eventsPerSecondMax) - _clock.GetElapsedTime(_started);
        if (ahead > TimeSpan.Zero)
        {
            stopping.WaitHandle.WaitOne(ahead);
        }
    }

    public void Dispose() => _sink.Dispose();

    private bool TryCommit(OutboundBatch batch, CancellationToken stopping, out IReadOnlyList<OutboundEvent> events)
    {
        events = batch.Events;
        switch (_sink.Commit(batch, stopping))
        {
            case CommitOutcome.Committed:
                CommitToMock(batch);
                return true;
            case CommitOutcome.Aborted:
                return false;
            case CommitOutcome.TooLarge:
                events = [.. batch.Events.SelectMany(outbound =>
                    outbound.Topic == OutboundTopic.Reports ? OversizeEvents.Shrink([outbound]) : [outbound])];
                return false;
            case CommitOutcome.Settled settled:
                return HasLanded(batch, settled);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private bool HasLanded(OutboundBatch batch, CommitOutcome.Settled settled)
    {
        if (batch.Next.All(next => settled.Next.GetValueOrDefault(next.Key, -1) == next.Value))
        {
            return true;
        }

        return batch.Next.All(
            next => settled.Next.GetValueOrDefault(next.Key, -1) == _positions.GetValueOrDefault(next.Key, -1))
            ? false
            : throw new TwinException("Another run of the same look back is at work; this one gives up.");
    }

    // The mock answers transactional offset commits and forgets them.
    private void CommitToMock(OutboundBatch batch)
    {
        if (!Options.MockBroker)
        {
            return;
        }

        var config =
            new ConsumerConfig(KafkaSettings.Common(Options)) { GroupId = Options.GroupId, EnableAutoCommit = false };
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Commit(
            [.. batch.Next.Select(next => new TopicPartitionOffset(next.Key.Topic, next.Key.Partition, next.Value))]);
    }
}
