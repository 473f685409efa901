using System.Runtime.ExceptionServices;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.Loop;

/// <summary>
/// What the poll thread does, turn by turn: take records, hand them to the lanes, hand results to the committer.
/// </summary>
/// <remarks>
/// Owns the source and the ledger; nothing else touches them. A turn never waits for a scan or a commit, so polling,
/// and with it the group membership, goes on whatever they do. Only a revocation waits for a commit, within a bound.
/// </remarks>
internal sealed class PollLoop(
    IUploadSource source, Intake intake, ScanDispatcher scans, CommitThread committer, Readiness readiness,
    TopicRanks ranks, LoopOptions options, TimeProvider clock, LoopMetrics metrics) : IAssignmentListener
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BusyWait = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// What nobody waits for can wait for a batch that says more: past uploads, and what only moves an offset past
    /// transaction markers.
    /// </summary>
    private static readonly TimeSpan IdleDelay = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AbortBackoffMax = TimeSpan.FromSeconds(1);

    private readonly OffsetLedger _ledger = new();
    private long? _readySince;
    private long? _liveReadySince;
    private long _notBefore;
    private TimeSpan _backoff = TimeSpan.Zero;
    private bool _oneByOne;
    private ExceptionDispatchInfo? _listenerFault;

    /// <summary>Received and not yet committed.</summary>
    public int Open => _ledger.Open;

    /// <summary>Scans under way, and results that are being committed or may be: what draining waits for.</summary>
    public int Unfinished => scans.Running + _ledger.ReadyCount() + (committer.IsBusy ? 1 : 0);

    public void Join() => source.Open(this);

    /// <summary>Commits what is ready and leaves the group.</summary>
    public void Leave() => source.Close();

    /// <summary>One turn.</summary>
    /// <param name="draining">Take and start nothing more; finish and commit what is being scanned.</param>
    public void Turn(bool draining)
    {
        metrics.Turned();
        if (draining)
        {
            scans.DropWaiting();
        }

        intake.Update(_ledger.Loads, mayTake: !draining && readiness.Obstacle is null);
        var isDry = Poll(WaitFor());
        _listenerFault?.Throw();
        scans.StartWaiting(_ledger.Holds, mayServeBackfill: isDry && !intake.HoldsLiveBack);
        TakeResults();
        TakeOutcome(TimeSpan.Zero);
        if (IsDue(draining))
        {
            HandOver(only: null);
        }

        Tell();
    }

    public void Ended(TopicPartition partition, long next) => _ledger.End(partition, next);

    public void Assigned(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _ledger.Assign(partition);
        }

        metrics.Assigned(partitions);
    }

    public void Revoked(IReadOnlyCollection<TopicPartition> partitions)
    {
        Guard(() => CommitReady(partitions));
        Drop(partitions);
        metrics.Revoked(partitions);
    }

    private void CommitReady(IReadOnlyCollection<TopicPartition> partitions)
    {
        var deadline = clock.GetTimestamp() + Ticks(options.RevokeCommitTimeout);
        TakeResults();
        while (committer.IsBusy || _ledger.ReadyCount(partitions.Contains) > 0)
        {
            if (!committer.IsBusy)
            {
                HandOver(partitions.Contains);
            }

            var left = clock.GetElapsedTime(clock.GetTimestamp(), deadline);
            if (left <= TimeSpan.Zero || TakeOutcome(left) is not CommitOutcome.Committed)
            {
                break; // Out of time, or fenced: the next owner does it again.
            }
        }
    }

    // Nothing is thrown through the client, least of all while it closes: the turn that polled throws it on.
    private void Guard(Action act)
    {
        try
        {
            act();
        }
        catch (Exception fault)
        {
            _listenerFault ??= ExceptionDispatchInfo.Capture(fault);
        }
    }

    public void Lost(IReadOnlyCollection<TopicPartition> partitions)
    {
        Drop(partitions);
        metrics.Lost(partitions);
    }

    private void Drop(IReadOnlyCollection<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            intake.Forget(partition);
            metrics.Dropped(_ledger.Drop(partition));
        }
    }

    /// <returns>Whether the source has no more for now: nothing live is known to wait that is not enqueued.</returns>
    private bool Poll(TimeSpan firstWait)
    {
        // Several records a turn, as long as they are there at once, so that a turn's fixed cost is shared.
        var wait = firstWait;
        for (var i = 0; i < 64; i++)
        {
            if (TryPoll(wait) is not { } inbound)
            {
                return true;
            }

            wait = TimeSpan.Zero;
            if (_ledger.Receive(inbound.Position, inbound.SizeBytes, inbound.Timestamp) is { } receipt)
            {
                scans.Enqueue(inbound, receipt);
                metrics.Received(inbound);
                if (!intake.Took(_ledger.Loads))
                {
                    return false;
                }
            }
        }

        return false;
    }

    private InboundRecord? TryPoll(TimeSpan wait)
    {
        try
        {
            return source.Poll(wait);
        }
        catch (SourceUnavailableException e)
        {
            metrics.SourceUnavailable(e);
            return null;
        }
    }

    private TimeSpan WaitFor() =>
        scans.HasResults ? TimeSpan.Zero
        : _ledger.Open > 0 ? BusyWait
        : IdleWait;

    private void TakeResults()
    {
        while (scans.TryTake(out var settlement))
        {
            if (!_ledger.Settle(settlement.Receipt, settlement.Events))
            {
                metrics.StaleResult();
            }
        }

        NoteReady();
    }

    private void NoteReady()
    {
        var now = clock.GetTimestamp();
        _readySince = _ledger.ReadyCount() > 0 || _ledger.IsBehindEnd ? _readySince ?? now : null;
        _liveReadySince = _ledger.ReadyCount(ranks.IsLive) > 0 ? _liveReadySince ?? now : null;
    }

    private bool IsDue(bool draining)
    {
        if (committer.IsBusy || _readySince is not { } since || clock.GetTimestamp() < _notBefore)
        {
            return false;
        }

        // None waits longer for company than its transaction will take, and the broker has half of the time to itself.
        if (_liveReadySince is { } liveSince)
        {
            var live = _ledger.ReadyCount(ranks.IsLive);
            var wait = committer.Took < options.BatchAge ? committer.Took : options.BatchAge;
            return draining || _oneByOne || live >= options.BatchRecordsMax
                || live == _ledger.OpenCount(ranks.IsLive) || clock.GetElapsedTime(liveSince) >= wait;
        }

        var ready = _ledger.ReadyCount();
        var isWorthIt = ready > 0
            && (draining || _oneByOne || ready >= options.BatchRecordsMax || ready == _ledger.Open);
        return isWorthIt || clock.GetElapsedTime(since) >= IdleDelay;
    }

    private void HandOver(Func<TopicPartition, bool>? only)
    {
        if (_ledger.HandOver(_oneByOne ? 1 : options.BatchRecordsMax, only, first: ranks.IsLive) is { } batch)
        {
            committer.Submit(batch, source.CurrentGroup());
            metrics.BatchStarted(batch.Events);
        }

        (_readySince, _liveReadySince) = (null, null);
    }

    private CommitOutcome? TakeOutcome(TimeSpan wait)
    {
        if (committer.TakeOutcome(wait) is not var (batch, outcome))
        {
            return null;
        }

        var committed = _ledger.Note(batch, outcome);
        metrics.BatchEnded(outcome, committed, batch.Events);
        switch (outcome)
        {
            case CommitOutcome.Committed:
                metrics.Committed(batch.Next.Keys.Where(_ledger.IsAssigned));
                (_oneByOne, _backoff) = (false, TimeSpan.Zero);
                break;
            case CommitOutcome.TooLarge when batch.Next.Count == 1 && _oneByOne:
                metrics.Shrunk(_ledger.ShrinkFirst(batch));
                break;
            case CommitOutcome.TooLarge:
                _oneByOne = true;
                break;
            default:
                _backoff = TimeSpan.FromTicks(
                    Math.Clamp(_backoff.Ticks * 2, TimeSpan.TicksPerMillisecond * 50, AbortBackoffMax.Ticks));
                break;
        }

        _notBefore = clock.GetTimestamp() + Ticks(_backoff);
        (_readySince, _liveReadySince) = (null, null);
        NoteReady();
        return outcome;
    }

    private void Tell()
    {
        foreach (var rank in ranks.All)
        {
            bool IsOfRank(TopicPartition partition) => ranks.Of(partition.Topic) == rank;
            var (bytes, oldest) = _ledger.OpenOf(IsOfRank);
            metrics.InFlight(rank, _ledger.OpenCount(IsOfRank), bytes, oldest);
        }

        metrics.PartitionsPaused(intake.Paused);
        if (intake.HoldsLiveBack || scans.IsBackfillYielding)
        {
            metrics.BackfillYields();
        }
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);
}
