using ScanWorker.Pipeline.Findings;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Lookback;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Verdicts;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>Looks at the uploads of one partition of the topic of verdicts, once. Not thread-safe.</summary>
/// <remarks>
/// The partition is read from where the look back has come to, to where it ends once nobody else decides about it. What
/// is found waits for the end, since what was decided anew stands behind what it supersedes; how far nothing is owed is
/// committed meanwhile. Where more is found than there is room for, the rest of the partition is read again.
/// </remarks>
/// <param name="kafka">The broker and the topics.</param>
/// <param name="lookback">Says what is owed to each upload, and is told of late verdicts.</param>
/// <param name="partition">Of the topic of verdicts.</param>
/// <param name="progress">Says where it ends.</param>
/// <param name="emitter">Where events go; null: nowhere. Not open yet.</param>
/// <param name="tally">Is told what was looked at, and of each finding, once it is emitted where it is to be.</param>
/// <param name="clock">Bounds how long progress waits for its transaction.</param>
internal sealed class PartitionLookback(
    KafkaOptions kafka, Reconciliation lookback, TopicPartition partition, LookbackProgress progress,
    LookbackEmitter? emitter, LookbackTally tally, TimeProvider clock)
{
    private const int EventsMax = 100;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(1);

    private readonly PerceptualHash[] _hashes = new PerceptualHash[VerdictSkim.HashesMax];
    private readonly List<LookbackFinding> _pending = [];
    private int _pendingEvents;
    private long _settled;
    private long _counted = -1;
    private long _committedAt;

    /// <summary>How much room there is for what waits.</summary>
    public required long RoomBytes { get; init; }

    /// <summary>How many lanes share the memory for what is read.</summary>
    public int Lanes { get; init; } = 1;

    /// <param name="since">Uploads judged from then on.</param>
    /// <param name="stopping">Ends it; the next run goes on from there.</param>
    /// <returns>The end that it has come to.</returns>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The broker cannot be reached.</exception>
    /// <exception cref="Pipeline.Loop.TwinException">Somebody else decides about the partition by now.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before its end.</exception>
    public long Run(DateTimeOffset? since, CancellationToken stopping)
    {
        while (true)
        {
            emitter?.Open(stopping);
            Forget();
            var end = progress.EndOf(partition);
            var from = emitter?.Position;
            if (TryLook(since, from > end ? null : from, end, stopping)) // Behind the end: it has been made anew.
            {
                tally.Remaining(partition, 0);
                return end;
            }
        }
    }

    // False: somebody else may have decided in between, so what the partition says must be read anew.
    private bool TryLook(DateTimeOffset? since, long? from, long end, CancellationToken stopping)
    {
        var held = new HeldFindings(RoomBytes);
        if (!TryHold(since, from, end, held, stopping))
        {
            return false;
        }

        foreach (var looked in held.All)
        {
            if (!TryTake(looked, stopping))
            {
                return false;
            }
        }

        _settled = held.Left ?? end;
        return TryCommit(stopping)
            && (held.Left is not { } left || TryLookAtRest(since, left, end, stopping));
    }

    private bool TryHold(
        DateTimeOffset? since, long? from, long end, HeldFindings held, CancellationToken stopping)
    {
        foreach (var record in Read(since, from, end, stopping))
        {
            lookback.Superseded.Note(record.Record.Header("ce_id"));
            var offset = record.Record.Position.Offset;
            if (held.HasRoomAt(offset) && Look(record) is { } finding)
            {
                held.Add(new LookedUpload(offset, finding));
            }

            _settled = held.Settled(offset + 1);
            if (!TryCommitInTime(end - offset, stopping))
            {
                return false;
            }
        }

        return true;
    }

    // What there was no room for: all late verdicts are known by now, so nothing waits.
    private bool TryLookAtRest(DateTimeOffset? since, long left, long end, CancellationToken stopping)
    {
        foreach (var record in Read(since, left, end, stopping))
        {
            var offset = record.Record.Position.Offset;
            if (Look(record) is { } finding && !TryTake(new LookedUpload(offset, finding), stopping))
            {
                return false;
            }

            _settled = offset + 1;
            if (!TryCommitInTime(end - offset, stopping))
            {
                return false;
            }
        }

        _settled = end;
        return TryCommit(stopping);
    }

    private IEnumerable<RecordedRecord> Read(
        DateTimeOffset? since, long? from, long end, CancellationToken stopping)
    {
        var positions = new Dictionary<TopicPartition, long>();
        if (from is { } position)
        {
            positions[partition] = position;
        }

        using var reader = new TopicRangeReader(
            kafka, partition.Topic, new TopicRange
            {
                From = since,
                Partitions = [partition.Partition],
                Positions = positions,
                Ends = new Dictionary<TopicPartition, long> { [partition] = end },
            }, Lanes);
        while (!reader.IsAtEnd)
        {
            stopping.ThrowIfCancellationRequested();
            if (reader.Read(Wait) is { } record)
            {
                yield return record;
            }
        }
    }

    private LookbackFinding? Look(RecordedRecord record)
    {
        // A late verdict is of an upload that has its first; what is read anew counts once.
        var offset = record.Record.Position.Offset;
        if (offset > _counted)
        {
            _counted = offset;
            tally.Looked(SupersededVerdicts.Read(record.Record.Header("ce_id")) is (_, > 0) ? 0 : 1);
        }

        return lookback.Look(record, _hashes);
    }

    private bool TryTake(LookedUpload looked, CancellationToken stopping)
    {
        _settled = looked.Offset + 1;
        if (!lookback.Stands(looked.Finding))
        {
            return true;
        }

        _pending.Add(looked.Finding);
        _pendingEvents += looked.Finding.Events.Length;
        return _pendingEvents < EventsMax || TryCommit(stopping);
    }

    private bool TryCommitInTime(long remaining, CancellationToken stopping)
    {
        if (clock.GetElapsedTime(_committedAt) < CommitInterval)
        {
            return true;
        }

        tally.Remaining(partition, remaining);
        return TryCommit(stopping);
    }

    private bool TryCommit(CancellationToken stopping)
    {
        if (emitter is null || (_pending.Count == 0 && emitter.Position == _settled))
        {
            Tell();
            return true;
        }

        var goesOn = emitter.Commit([.. _pending.SelectMany(finding => finding.Events)], _settled, stopping);
        if (emitter.Position == _settled)
        {
            Tell();
        }

        return goesOn;
    }

    private void Tell()
    {
        _pending.ForEach(tally.Found);
        Forget();
    }

    private void Forget()
    {
        _pending.Clear();
        (_pendingEvents, _committedAt) = (0, clock.GetTimestamp());
    }
}
