using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Lookback;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Looks back at the uploads of the topic of verdicts, and emits what comes of it, or only tells. Blocks threads of its
/// own and its caller's. Not thread-safe.
/// </summary>
/// <remarks>
/// Each partition is looked at by itself, on one of several lanes. Those that emit share the partitions with other
/// instances of the same job, as a consumer group does; each stays until all partitions have come to the end that it
/// found when it began, so whoever dies is succeeded by one that remains.
/// </remarks>
/// <param name="kafka">The broker and the topics.</param>
/// <param name="lookback">Says what is owed to each upload.</param>
/// <param name="lanes">How many threads read and look.</param>
/// <param name="clock">Bounds how long progress waits for its transaction.</param>
internal sealed class LookbackTopic(KafkaOptions kafka, Reconciliation lookback, int lanes, TimeProvider clock)
{
    private const long HeldBytesMax = 64 << 20;
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);

    // How long a partition is left alone that somebody has taken.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    public LookbackCounts Counts { get; private set; } = LookbackCounts.None;

    /// <summary>How much may be found before partitions are read twice; for tests.</summary>
    internal long RoomBytes { get; init; } = HeldBytesMax;

    /// <param name="since">Uploads judged from then on.</param>
    /// <param name="writing">How events are written; null: none is.</param>
    /// <param name="tell">Is given each finding, once it is emitted where it is to be; one at a time.</param>
    /// <param name="report">Is given how many uploads were looked at, and about how many are left.</param>
    /// <param name="stopping">Ends it; with emitting it goes on from there the next time.</param>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The broker cannot be reached.</exception>
    /// <exception cref="TwinException">Another look back has begun.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before its end.</exception>
    public async Task RunAsync(
        DateTimeOffset? since, LookbackWriting? writing, Action<LookbackFinding> tell, Action<long, long> report,
        CancellationToken stopping)
    {
        var job = writing?.Membership.Job ?? new LookbackJob("dry-run", IsExclusive: true);
        using var progress = new LookbackProgress(
            kafka, writing is null ? "scanworker-reader" : job.ProgressGroupOf(kafka));
        var run = new Sharing(
            kafka, job, writing, progress, new LookbackPace(writing?.EventsPerSecondMax ?? 1, clock),
            new LookbackTally(tell));
        if (writing is not null)
        {
            LookbackEmitter.EndEarlierRelease(kafka, job, clock, writing.Logger, stopping);
        }

        var (unsearched, plan) = (lookback.PartsUnsearched, PlanOf(run));
        try
        {
            using var threads = new LookbackLanes(
                lanes, (partition, token) => Look(partition, since, run, token), stopping);
            await WorkOffAsync(plan, run, threads, report, stopping);
        }
        finally
        {
            Counts = run.Tally.Counts with { PartsUnsearched = lookback.PartsUnsearched - unsearched };
        }
    }

    private async Task WorkOffAsync(
        PartitionPlan plan, Sharing run, LookbackLanes threads, Action<long, long> report, CancellationToken stopping)
    {
        var checkedAt = clock.GetTimestamp();
        while (true)
        {
            foreach (var gone in plan.Assign(run.Mine()))
            {
                threads.LeaveOff(gone);
            }

            if (plan.IsDone)
            {
                return;
            }

            foreach (var partition in plan.Due(clock.GetUtcNow()))
            {
                plan.Begin(partition);
                threads.Begin(partition);
            }

            foreach (var result in threads.Take(Slice))
            {
                Settle(result, plan);
            }

            stopping.ThrowIfCancellationRequested();
            if (clock.GetElapsedTime(checkedAt) >= CheckInterval)
            {
                await run.CheckAsync(plan);
                Extend(plan, run);
                report(run.Tally.Counts.Uploads, run.Tally.Left + plan.Waiting);
                checkedAt = clock.GetTimestamp();
            }
        }
    }

    // Others may wait for its own partitions to come further than it waits for itself.
    private static void Extend(PartitionPlan plan, Sharing run)
    {
        if (plan.IsIdle)
        {
            foreach (var (partition, end) in run.Progress.Ends(plan.Mine))
            {
                plan.Extend(partition, end);
            }
        }
    }

    // Whoever took a partition has it by the group, or will find that it has not; then this instance goes on.
    private void Settle(LaneResult result, PartitionPlan plan)
    {
        plan.End(result.Partition, clock.GetUtcNow() + Rest);
        if (result.Reached is { } reached)
        {
            plan.Note(result.Partition, reached);
        }
        else if (result.Problem is not (null or TwinException or OperationCanceledException))
        {
            ExceptionDispatchInfo.Throw(result.Problem);
        }
    }

    private long Look(TopicPartition partition, DateTimeOffset? since, Sharing run, CancellationToken stopping)
    {
        using var emitter = run.Writing is { } writing
            ? new LookbackEmitter(kafka, partition, run.Job, run.Progress, run.Pace, clock, writing.Logger)
            : null;
        return new PartitionLookback(kafka, lookback, partition, run.Progress, emitter, run.Tally, clock)
        {
            RoomBytes = RoomBytes / lanes,
            Lanes = lanes,
        }.Run(since, stopping);
    }

    private static PartitionPlan PlanOf(Sharing run)
    {
        var partitions = run.Progress.Partitions();
        var committed = run.IsShared
            ? run.Progress.Committed(partitions)
            : ImmutableDictionary<TopicPartition, long>.Empty;
        var plan = new PartitionPlan(run.Progress.Ends(partitions));
        foreach (var (partition, offset) in committed)
        {
            plan.NoteFirst(partition, offset);
        }

        run.Partitions = partitions;
        return plan;
    }

    private sealed record Sharing(
        KafkaOptions Kafka, LookbackJob Job, LookbackWriting? Writing, LookbackProgress Progress, LookbackPace Pace,
        LookbackTally Tally)
    {
        public ImmutableArray<TopicPartition> Partitions { get; set; } = [];

        /// <summary>Others may do some of it, and what was done before counts.</summary>
        public bool IsShared => Writing is not null && !Job.IsExclusive;

        public IEnumerable<TopicPartition> Mine() => Writing?.Membership.Assigned is { } assigned
            ? Partitions.Where(partition => assigned.Contains(partition.Partition))
            : Partitions;

        /// <summary>Finds out who else is there, and how far all have come.</summary>
        public async Task CheckAsync(PartitionPlan plan)
        {
            if (Writing is null)
            {
                return;
            }

            Pace.Sharers = await Writing.Membership.CheckAsync();
            foreach (var (partition, offset) in Progress.Committed(IsShared ? Partitions : []))
            {
                plan.Note(partition, offset);
            }
        }
    }
}

/// <summary>How a look back writes its events.</summary>
/// <param name="Membership">Its place among those that look back.</param>
/// <param name="EventsPerSecondMax">Of all instances together.</param>
/// <param name="Logger">Of the transactions.</param>
internal sealed record LookbackWriting(
    LookbackMembership Membership, int EventsPerSecondMax, ILogger<KafkaVerdictSink> Logger);
