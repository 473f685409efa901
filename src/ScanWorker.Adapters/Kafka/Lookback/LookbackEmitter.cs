using System.Collections.Immutable;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Emits what a look back finds exactly once: events and how far it has come go into one transaction.
/// </summary>
/// <remarks>
/// How far it has come is the offset of a consumer group of the look back's own, so whoever runs the same look back
/// next goes on from there. All look-backs of a worker's group share one transactional id, so whoever opens ends what
/// another has open, and what is committed here was decided by what the topics say: they are read after opening, and
/// nobody else has decided in between. Not thread-safe.
/// </remarks>
internal sealed class LookbackEmitter : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly KafkaVerdictSink _sink;
    private readonly bool _fromStart;
    private readonly TimeProvider _clock;
    private readonly int _eventsPerSecondMax;
    private ImmutableDictionary<TopicPartition, long> _positions = ImmutableDictionary<TopicPartition, long>.Empty;
    private GroupOffsets? _offsets;
    private long _started;
    private long _emitted;

    /// <param name="kafka">The broker and the topics.</param>
    /// <param name="job">Names the look back: the same name goes on, another begins. Letters, digits, dashes.</param>
    /// <param name="fromStart">Begins anew each time: what was done is known by what the topics say.</param>
    /// <param name="eventsPerSecondMax">Over the whole run.</param>
    /// <param name="clock">Measures the rate.</param>
    /// <param name="logger">Of the transactions.</param>
    public LookbackEmitter(
        KafkaOptions kafka, string job, bool fromStart, int eventsPerSecondMax, TimeProvider clock,
        ILogger<KafkaVerdictSink> logger)
    {
        Options = new KafkaOptions
        {
            BootstrapServers = kafka.BootstrapServers,
            GroupId = GroupOf(kafka, job),
            InstanceId = "lookback",
            TransactionTimeout = kafka.TransactionTimeout,
            GroupProtocol = kafka.GroupProtocol,
            MockBroker = kafka.MockBroker,
            Topics = kafka.Topics,
            Client = kafka.Client,
            TransactionalId = $"scanworker-lookback-{kafka.GroupId}",
        };
        (_fromStart, _clock, _eventsPerSecondMax) = (fromStart, clock, eventsPerSecondMax);
        _sink = new KafkaVerdictSink(Microsoft.Extensions.Options.Options.Create(Options), clock, logger, yields: true);
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
        (_started, _emitted) = (_clock.GetTimestamp(), 0);
        _offsets ??= new GroupOffsets(Options, Options.GroupId);
        _positions = _fromStart
            ? ImmutableDictionary<TopicPartition, long>.Empty
            : PositionsOf(Options, Options.GroupId, _offsets);
    }

    /// <summary>
    /// The version before the latest one, of so many, that a look back has begun with: that one may not have come to
    /// its end, what is before it has.
    /// </summary>
    /// <param name="kafka">The broker and the topics.</param>
    /// <param name="jobOf">The name of a version's look back.</param>
    /// <param name="version">The latest there is.</param>
    /// <param name="versionsMax">How many are asked for.</param>
    /// <returns>Null: no look back is known.</returns>
    /// <exception cref="SourceUnavailableException">There is no topic of verdicts, or no broker.</exception>
    public static long? LastBegun(KafkaOptions kafka, Func<long, string> jobOf, long version, int versionsMax)
    {
        long? latest = null;
        for (var earlier = version; earlier > Math.Max(version - versionsMax, 0); earlier--)
        {
            var group = GroupOf(kafka, jobOf(earlier));
            using var offsets = new GroupOffsets(kafka, group);
            if (PositionsOf(kafka, group, offsets).IsEmpty)
            {
                continue;
            }

            if (latest is not null)
            {
                return earlier;
            }

            latest = earlier;
        }

        return latest - 1;
    }

    /// <param name="events">What is emitted.</param>
    /// <param name="next">By partition, the offset up to which it was looked.</param>
    /// <param name="stopping">Ends the attempt; the next run finds out whether it had been written.</param>
    /// <returns>
    /// False: somebody else may have decided in between. Open again, and read anew what the topics say.
    /// </returns>
    /// <exception cref="TwinException">Another look back is at work.</exception>
    public bool Commit(
        IReadOnlyList<OutboundEvent> events, ImmutableDictionary<TopicPartition, long> next, CancellationToken stopping)
    {
        var group = (_offsets ?? throw new InvalidOperationException("The emitter is not open.")).Group;
        var openings = _sink.Openings;
        while (true)
        {
            var batch = new OutboundBatch([.. events], next, group);
            switch (_sink.Commit(batch, stopping))
            {
                case CommitOutcome.Committed:
                    CommitToMock(batch);
                    _positions = _positions.SetItems(next);
                    Pace(events.Count, stopping);
                    return _sink.Openings == openings;
                case CommitOutcome.Settled:
                    return false;
                case CommitOutcome.TooLarge:
                    events = ShrinkLargest(events);
                    break;
            }

            stopping.WaitHandle.WaitOne(Pause);
            stopping.ThrowIfCancellationRequested();
        }
    }

    public void Dispose()
    {
        _sink.Dispose();
        _offsets?.Dispose();
    }

    private static string GroupOf(KafkaOptions kafka, string job) => $"scanworker-lookback-{kafka.GroupId}-{job}";

    private static ImmutableDictionary<TopicPartition, long> PositionsOf(
        KafkaOptions kafka, string group, GroupOffsets offsets)
    {
        try
        {
            return offsets.Committed(offsets.PartitionsOf(kafka.Topics.Verdicts, Patience), Patience);
        }
        catch (KafkaException e)
        {
            throw new SourceUnavailableException($"How far '{group}' has come cannot be read: {e.Error.Reason}", e);
        }
    }

    // Only what is too large loses something.
    private static List<OutboundEvent> ShrinkLargest(IReadOnlyList<OutboundEvent> events)
    {
        var largest = events.MaxBy(outbound => outbound.SizeBytes);
        return [.. events.SelectMany(
            outbound => ReferenceEquals(outbound, largest) ? OversizeEvents.Shrink([outbound]) : [outbound])];
    }

    private void Pace(int emitted, CancellationToken stopping)
    {
        _emitted += emitted;
        var ahead = TimeSpan.FromSeconds((double)_emitted / _eventsPerSecondMax) - _clock.GetElapsedTime(_started);
        if (ahead > TimeSpan.Zero)
        {
            stopping.WaitHandle.WaitOne(ahead);
        }
    }

    // The mock answers transactional offset commits and forgets them.
    private void CommitToMock(OutboundBatch batch)
    {
        if (!Options.MockBroker)
        {
            return;
        }

        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaSettings.Reader(Options, Options.GroupId))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Commit(
            [.. batch.Next.Select(next => new TopicPartitionOffset(next.Key.Topic, next.Key.Partition, next.Value))]);
    }
}
