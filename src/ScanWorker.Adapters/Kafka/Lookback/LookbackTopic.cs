using System.Collections.Immutable;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Lookback;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Looks back at the uploads of the topic of verdicts, and emits what comes of it, or only tells. Not thread-safe.
/// </summary>
/// <remarks>
/// The topic is read once, from where the look back begins, on several lanes. What is found waits until the end, since
/// what was decided anew stands behind what it supersedes; how far nothing is owed is committed meanwhile. Only where
/// more is found than there is room for, the rest of those partitions is read again.
/// </remarks>
/// <param name="kafka">The broker and the topics.</param>
/// <param name="lookback">Says what is owed to each upload.</param>
/// <param name="lanes">How many threads read and look.</param>
/// <param name="clock">Bounds how long progress waits for its transaction.</param>
internal sealed class LookbackTopic(KafkaOptions kafka, Reconciliation lookback, int lanes, TimeProvider clock)
{
    private const int EventsMax = 100;
    private const long HeldBytesMax = 64 << 20;
    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<TopicPartition, long> _next = [];
    private readonly List<LookbackFinding> _pending = [];
    private int _pendingEvents;
    private long _committedAt;

    public LookbackCounts Counts { get; private set; } = LookbackCounts.None;

    /// <summary>How much may be found before partitions are read twice; for tests.</summary>
    internal long RoomBytes { get; init; } = HeldBytesMax;

    /// <param name="since">Uploads judged from then on.</param>
    /// <param name="emitter">Where events go; null: nowhere. Not open yet.</param>
    /// <param name="tell">Is given each finding, once it is emitted where it is to be.</param>
    /// <param name="progress">Is given how many uploads were looked at, and about how many are left.</param>
    /// <param name="stopping">Ends it; with an emitter it goes on from there the next time.</param>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The broker cannot be reached.</exception>
    /// <exception cref="Pipeline.Loop.TwinException">Another look back has begun.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before its end.</exception>
    public void Run(
        DateTimeOffset? since, LookbackEmitter? emitter, Action<LookbackFinding> tell, Action<long, long> progress,
        CancellationToken stopping)
    {
        var run = new Sinks(emitter, tell, progress);
        do
        {
            emitter?.Open(stopping);
        }
        while (!TryRun(since, run, stopping));
    }

    // False: somebody else may have decided in between, so what the topic says must be read anew.
    private bool TryRun(DateTimeOffset? since, Sinks run, CancellationToken stopping)
    {
        var positions = run.Emitter?.Positions ?? ImmutableDictionary<TopicPartition, long>.Empty;
        var (held, unsearched) = (new HeldFindings(RoomBytes), lookback.PartsUnsearched);
        Forget();
        var read = new Dictionary<TopicPartition, long>();
        foreach (var piece in new LookbackLanes(kafka, lookback, positions, clock).Read(
            new TopicRange { From = since }, lanes, stopping))
        {
            piece.Findings.ForEach(held.Add);
            NoteRead(piece, read, held);
            Counts = Counts with { Uploads = Counts.Uploads + piece.Uploads };
            if (clock.GetElapsedTime(_committedAt) >= CommitInterval)
            {
                if (!TryCommit(run, stopping))
                {
                    return false;
                }

                run.Progress(Counts.Uploads, piece.Remaining * lanes);
            }
        }

        stopping.ThrowIfCancellationRequested();
        Counts = Counts with { PartsUnsearched = lookback.PartsUnsearched - unsearched };
        foreach (var looked in held.All)
        {
            if (!TryTake(looked, run, stopping))
            {
                return false;
            }
        }

        foreach (var (partition, end) in read)
        {
            _next[partition] = held.Left.GetValueOrDefault(partition, end);
        }

        return TryCommit(run, stopping) && (held.Left.Count == 0 || TryAgain(since, held.Left, run, stopping));
    }

    // What there was no room for: all late verdicts are known by now, so nothing waits.
    private bool TryAgain(
        DateTimeOffset? since, IReadOnlyDictionary<TopicPartition, long> left, Sinks run, CancellationToken stopping)
    {
        var range = new TopicRange
        {
            From = since,
            Positions = left,
            Partitions = [.. left.Keys.Select(partition => partition.Partition)],
        };
        foreach (var piece in new LookbackLanes(kafka, lookback, left, clock).Read(range, lanes, stopping))
        {
            foreach (var looked in piece.Findings)
            {
                if (!TryTake(looked, run, stopping))
                {
                    return false;
                }
            }

            foreach (var (partition, next) in piece.Next)
            {
                _next[partition] = next;
            }
        }

        stopping.ThrowIfCancellationRequested();
        return TryCommit(run, stopping);
    }

    private void NoteRead(LookbackPiece piece, Dictionary<TopicPartition, long> read, HeldFindings held)
    {
        foreach (var (partition, next) in piece.Next)
        {
            read[partition] = next;
            _next[partition] = held.SettledIn(partition, next);
        }
    }

    private bool TryTake(LookedUpload looked, Sinks run, CancellationToken stopping)
    {
        _next[looked.Position.TopicPartition] = looked.Position.Offset + 1;
        if (!lookback.Stands(looked.Finding))
        {
            return true;
        }

        _pending.Add(looked.Finding);
        _pendingEvents += looked.Finding.Events.Length;
        return _pendingEvents < EventsMax || TryCommit(run, stopping);
    }

    private bool TryCommit(Sinks run, CancellationToken stopping)
    {
        var (emitter, next) = (run.Emitter, _next.ToImmutableDictionary());
        var goesOn = emitter is null || next.IsEmpty
            || emitter.Commit([.. _pending.SelectMany(finding => finding.Events)], next, stopping);
        if (emitter is null || next.All(pair => emitter.Positions.GetValueOrDefault(pair.Key, -1) == pair.Value))
        {
            Tell(run.Tell);
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
        (_pendingEvents, _committedAt) = (0, clock.GetTimestamp());
    }

    private sealed record Sinks(LookbackEmitter? Emitter, Action<LookbackFinding> Tell, Action<long, long> Progress);
}
