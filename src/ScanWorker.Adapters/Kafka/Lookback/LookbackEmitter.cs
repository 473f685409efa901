using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Emits what is decided anew about the uploads of one partition of the topic of verdicts, exactly once: events and how
/// far it has come go into one transaction.
/// </summary>
/// <remarks>
/// All that decides anew about one partition has one transactional id, so whoever opens it ends what another has open.
/// A late verdict goes to the partition of the verdict that it supersedes. So what is committed here was decided by
/// what the topic says, if the partition is read after opening: nobody else has decided in between. Not thread-safe.
/// </remarks>
internal sealed class LookbackEmitter : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // A transaction that is refused for so long is refused for a cause that somebody must see to.
    private static readonly TimeSpan RefusedMax = TimeSpan.FromSeconds(60);

    private readonly KafkaOptions _options;
    private readonly KafkaVerdictSink _sink;
    private readonly TopicPartition _partition;
    private readonly LookbackProgress _progress;
    private readonly LookbackPace _pace;
    private readonly TimeProvider _clock;

    /// <param name="kafka">The broker and the topics.</param>
    /// <param name="partition">Of the topic of verdicts.</param>
    /// <param name="job">What is done.</param>
    /// <param name="progress">How far it has come.</param>
    /// <param name="pace">Shared by all emitters of the instance.</param>
    /// <param name="clock">Measures the patience of transactions, and with them.</param>
    /// <param name="logger">Of the transactions.</param>
    public LookbackEmitter(
        KafkaOptions kafka, TopicPartition partition, LookbackJob job, LookbackProgress progress, LookbackPace pace,
        TimeProvider clock, ILogger<KafkaVerdictSink> logger)
    {
        (_partition, Job, _progress, _pace, _clock) = (partition, job, progress, pace, clock);
        _options = OptionsOf(kafka, job, LookbackJob.TransactionalIdOf(kafka, partition.Partition));
        _sink = SinkOf(_options, clock, logger);
    }

    private LookbackJob Job { get; }

    /// <summary>Where earlier runs have come to; null: nowhere.</summary>
    public long? Position { get; private set; }

    /// <summary>Ends a look back of an earlier release, which has one transactional id for all partitions.</summary>
    public static void EndEarlierRelease(
        KafkaOptions kafka, LookbackJob job, TimeProvider clock, ILogger<KafkaVerdictSink> logger,
        CancellationToken stopping)
    {
        using var common = SinkOf(OptionsOf(kafka, job, LookbackJob.CommonIdOf(kafka)), clock, logger);
        common.Open(stopping);
    }

    /// <summary>Notes that a look back has come to its end in all partitions, so that later ones may begin behind
    /// it.</summary>
    public static void NoteDone(
        KafkaOptions kafka, LookbackJob job, TimeProvider clock, ILogger<KafkaVerdictSink> logger,
        CancellationToken stopping)
    {
        using var sink = SinkOf(OptionsOf(kafka, job, LookbackJob.DoneIdOf(kafka)), clock, logger);
        using var offsets = new GroupOffsets(kafka, job.DoneGroupOf(kafka));
        var mark = ImmutableDictionary<TopicPartition, long>.Empty.Add(new TopicPartition(kafka.Topics.Verdicts, 0), 1);
        try
        {
            sink.Open(stopping);
            _ = sink.Commit(new OutboundBatch([], mark, offsets.Group), stopping); // Without it the next looks at more.
        }
        catch (TwinException)
        {
            // Another instance has come to the end as well, and notes it.
        }
    }

    /// <summary>Ends what an earlier run left open, and finds out how far it came.</summary>
    /// <exception cref="SourceUnavailableException">The broker does not say.</exception>
    public void Open(CancellationToken stopping)
    {
        _sink.Open(stopping);
        Position = Job.IsExclusive ? null : _progress.PositionIn(_partition);
    }

    /// <param name="events">What is emitted.</param>
    /// <param name="next">The offset up to which it was looked.</param>
    /// <param name="stopping">Ends the attempt; the next run finds out whether it had been written.</param>
    /// <returns>
    /// False: somebody else may have decided in between. Open again, and read anew what the topic says.
    /// </returns>
    /// <exception cref="TwinException">Somebody else decides about the partition by now.</exception>
    /// <exception cref="SourceUnavailableException">The broker refuses it, again and again.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    public bool Commit(IReadOnlyList<OutboundEvent> events, long next, CancellationToken stopping)
    {
        var (openings, since) = (_sink.Openings, _clock.GetTimestamp());
        while (true)
        {
            stopping.ThrowIfCancellationRequested(); // The rest of what is held is for whoever goes on.
            var batch = new OutboundBatch(
                [.. events], ImmutableDictionary<TopicPartition, long>.Empty.Add(_partition, next), _progress.Group);
            switch (_sink.Commit(batch, stopping))
            {
                case CommitOutcome.Committed:
                    _options.Quirks.Committed(_options, batch);
                    Position = next;
                    stopping.WaitHandle.WaitOne(_pace.Take(events.Count));
                    return _sink.Openings == openings;
                case CommitOutcome.Settled:
                    return false;
                case CommitOutcome.TooLarge:
                    events = ShrinkLargest(events);
                    break;
                case CommitOutcome.Aborted aborted when _clock.GetElapsedTime(since) > RefusedMax:
                    throw new SourceUnavailableException($"Late events cannot be written: {aborted.Cause}");
            }

            stopping.WaitHandle.WaitOne(Pause);
        }
    }

    public void Dispose() => _sink.Dispose();

    private static KafkaOptions OptionsOf(KafkaOptions kafka, LookbackJob job, string transactionalId)
    {
        var own = kafka.WithTransactionalId(transactionalId);
        (own.GroupId, own.InstanceId) = (job.ProgressGroupOf(kafka), "lookback");
        return own;
    }

    // Whoever takes the id over has it.
    private static KafkaVerdictSink SinkOf(
        KafkaOptions options, TimeProvider clock, ILogger<KafkaVerdictSink> logger) =>
        new(Options.Create(options), clock, logger, yields: true);

    // Only what is too large loses something.
    private static List<OutboundEvent> ShrinkLargest(IReadOnlyList<OutboundEvent> events)
    {
        var largest = events.MaxBy(outbound => outbound.SizeBytes);
        return [.. events.SelectMany(
            outbound => ReferenceEquals(outbound, largest) ? OversizeEvents.Shrink([outbound]) : [outbound])];
    }
}
