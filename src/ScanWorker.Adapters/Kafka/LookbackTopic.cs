using System.Collections.Immutable;
using Confluent.Kafka;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Lookback;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// Looks back at the uploads of the topic of verdicts, and emits what comes of it, or only tells. Not thread-safe.
/// </summary>
/// <param name="kafka">The broker and the topics.</param>
/// <param name="lookback">What is asked of each upload.</param>
/// <param name="clock">Bounds how long events wait for their transaction.</param>
internal sealed class LookbackTopic(KafkaOptions kafka, ILookback lookback, TimeProvider clock)
{
    private const int EventsMax = 100;
    private const int UploadsMax = 50_000;
    private const int HashesMax = 256;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(1);

    private readonly PerceptualHash[] _hashes = new PerceptualHash[HashesMax];
    private readonly Dictionary<Pipeline.Events.TopicPartition, long> _next = [];
    private readonly List<OutboundEvent> _events = [];
    private long _committedAt;
    private long _committedUploads;

    public LookbackCounts Counts { get; private set; } = LookbackCounts.None;

    /// <param name="since">Uploads judged from then on.</param>
    /// <param name="emitter">Where events go; null: nowhere.</param>
    /// <param name="tell">Is given each finding.</param>
    /// <param name="progress">Is given how many uploads were looked at, and about how many are left.</param>
    /// <param name="stopping">Ends it; with an emitter it goes on from there the next time.</param>
    /// <exception cref="Pipeline.Ports.SourceUnavailableException">The broker cannot be reached.</exception>
    public void Run(
        DateTimeOffset? since, LookbackEmitter? emitter, Action<LookbackFinding> tell, Action<long, long> progress,
        CancellationToken stopping)
    {
        var range = new TopicRange
        {
            From = since,
            Positions = emitter?.Positions ?? ImmutableDictionary<Pipeline.Events.TopicPartition, long>.Empty
        };
        using var reader = new TopicRangeReader(
            emitter?.Options ?? kafka, kafka.Topics.Verdicts, range, emitter?.Options.GroupId ?? "scanworker-reader");
        _committedAt = clock.GetTimestamp();
        while (!reader.IsAtEnd && !stopping.IsCancellationRequested)
        {
            if (reader.Read(Wait) is { } record)
            {
                Take(record, tell);
            }

            if (IsDue())
            {
                Commit(emitter, reader.Group, stopping);
                progress(Counts.Uploads, reader.Remaining);
            }
        }

        Commit(emitter, reader.Group, stopping);
    }

    private void Take(RecordedRecord record, Action<LookbackFinding> tell)
    {
        var position = record.Record.Position;
        _next[position.TopicPartition] = position.Offset + 1;
        Counts = Counts with { Uploads = Counts.Uploads + 1 };
        if (VerdictSkim.TryRead(record.Record.Value, isEscaped: false, _hashes, out var skim)
            && lookback.Screen.IsClear(in skim, _hashes.AsSpan(0, skim.HashCount)))
        {
            return;
        }

        if (OutcomeReader.ReadVerdict(record.Record) is { } verdict && lookback.Look(record, verdict) is { } finding)
        {
            _events.AddRange(finding.Events);
            Counts = Counts with { Findings = Counts.Findings + 1, Events = Counts.Events + finding.Events.Length };
            tell(finding);
        }
    }

    private bool IsDue() => _events.Count >= EventsMax || Counts.Uploads - _committedUploads >= UploadsMax
        || clock.GetElapsedTime(_committedAt) >= CommitInterval;

    private void Commit(LookbackEmitter? emitter, IConsumerGroupMetadata group, CancellationToken stopping)
    {
        if (emitter is not null && _next.Count > 0)
        {
            emitter.Commit([.. _events], _next.ToImmutableDictionary(), group, stopping);
        }

        _events.Clear();
        _next.Clear();
        (_committedAt, _committedUploads) = (clock.GetTimestamp(), Counts.Uploads);
    }
}
