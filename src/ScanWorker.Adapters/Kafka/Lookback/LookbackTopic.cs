using System.Collections.Immutable;
using Confluent.Kafka;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Lookback;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Looks back at the uploads of the topic of verdicts, and emits what comes of it, or only tells. Not thread-safe.
/// </summary>
/// <param name="kafka">The broker and the topics.</param>
/// <param name="lookback">Says what is owed to each upload.</param>
/// <param name="clock">Bounds how long events wait for their transaction.</param>
internal sealed class LookbackTopic(KafkaOptions kafka, Reconciliation lookback, TimeProvider clock)
{
    private const int EventsMax = 100;
    private const int UploadsMax = 50_000;
    private const int HashesMax = 256;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(1);

    private readonly PerceptualHash[] _hashes = new PerceptualHash[HashesMax];
    private readonly Dictionary<Pipeline.Events.TopicPartition, long> _next = [];
    private readonly List<LookbackFinding> _pending = [];
    private int _pendingEvents;
    private long _committedAt;
    private long _read;
    private long _committedRead;

    public LookbackCounts Counts { get; private set; } = LookbackCounts.None;

    /// <param name="since">Uploads judged from then on.</param>
    /// <param name="emitter">Where events go; null: nowhere. Not open yet.</param>
    /// <param name="tell">Is given each finding, once it is emitted where it is to be.</param>
    /// <param name="progress">Is given how many uploads were looked at, and about how many are left.</param>
    /// <param name="stopping">Ends it; with an emitter it goes on from there the next time.</param>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The broker cannot be reached.</exception>
    /// <exception cref="Pipeline.Loop.TwinException">Another look back has begun.</exception>
    public void Run(
        DateTimeOffset? since, LookbackEmitter? emitter, Action<LookbackFinding> tell, Action<long, long> progress,
        CancellationToken stopping)
    {
        do
        {
            emitter?.Open(stopping);
            ReadSuperseded(since, stopping);
        }
        while (!TryRun(since, emitter, tell, progress, stopping));
    }

    // What was decided anew stands behind what it supersedes, so all of it is read before the first look.
    private void ReadSuperseded(DateTimeOffset? since, CancellationToken stopping)
    {
        using var reader = new TopicRangeReader(kafka, kafka.Topics.Verdicts, new TopicRange { From = since });
        while (!reader.IsAtEnd && !stopping.IsCancellationRequested)
        {
            if (reader.Read(Wait) is { } record)
            {
                lookback.Superseded.Note(record.Record.Header("ce_id"));
            }
        }
    }

    private bool TryRun(
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
        Forget();
        while (!reader.IsAtEnd && !stopping.IsCancellationRequested)
        {
            if (reader.Read(Wait) is { } record)
            {
                Take(record);
            }

            if (IsDue())
            {
                if (!TryCommit(emitter, reader.Group, tell, stopping))
                {
                    return false;
                }

                progress(Counts.Uploads, reader.Remaining);
            }
        }

        return TryCommit(emitter, reader.Group, tell, stopping);
    }

    private void Take(RecordedRecord record)
    {
        var position = record.Record.Position;
        _next[position.TopicPartition] = position.Offset + 1;
        _read++;
        if (SupersededVerdicts.Read(record.Record.Header("ce_id")) is not (_, > 0))
        {
            Counts = Counts with { Uploads = Counts.Uploads + 1 }; // A late verdict is of an upload that has its first.
        }

        if (lookback.Look(record, _hashes) is { } finding)
        {
            _pending.Add(finding);
            _pendingEvents += finding.Events.Length;
        }
    }

    private bool IsDue() => _pendingEvents >= EventsMax
        || _read - _committedRead >= UploadsMax
        || clock.GetElapsedTime(_committedAt) >= CommitInterval;

    private bool TryCommit(
        LookbackEmitter? emitter, IConsumerGroupMetadata group, Action<LookbackFinding> tell,
        CancellationToken stopping)
    {
        var goesOn = emitter is null || _next.Count == 0
            || emitter.Commit(
                [.. _pending.SelectMany(finding => finding.Events)], _next.ToImmutableDictionary(), group, stopping);
        if (emitter is null || _next.All(next => emitter.Positions.GetValueOrDefault(next.Key, -1) == next.Value))
        {
            Tell(tell);
        }

        return goesOn;
    }

    private void Tell(Action<LookbackFinding> tell)
    {
        foreach (var finding in _pending)
        {
            Counts = Counts with { Findings = Counts.Findings + 1, Events = Counts.Events + finding.Events.Length };
            tell(finding);
        }

        Forget();
    }

    private void Forget()
    {
        _pending.Clear();
        _next.Clear();
        (_pendingEvents, _committedAt, _committedRead) = (0, clock.GetTimestamp(), _read);
    }
}
