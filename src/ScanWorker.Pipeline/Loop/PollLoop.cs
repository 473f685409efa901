using System.Runtime.ExceptionServices;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Fairness;
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
    IUploadSource source, ScanDispatcher scans, CommitThread committer, Readiness readiness, LoopOptions options,
    TimeProvider clock, LoopMetrics metrics) : IAssignmentListener
{
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BusyWait = TimeSpan.FromMilliseconds(2);

    /// <summary>What only moves an offset past transaction markers can wait for a batch that says more.</summary>
    private static readonly TimeSpan EndDelay = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AbortBackoffMax = TimeSpan.FromSeconds(1);

    private readonly OffsetLedger _ledger = new();
    private readonly PartitionPauses _pauses = new(options.RecordsInFlightMax, options.BytesInFlightMax);
    private long? _readySince;
    private long _notBefore;
    private TimeSpan _backoff = TimeSpan.Zero;
    private bool _paused;
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

        SetPaused(draining || readiness.Obstacle is not null || IsFull(_paused));
        _pauses.Update(_ledger.Loads, SetPaused);
        Poll(WaitFor());
        _listenerFault?.Throw();
        scans.StartWaiting(_ledger.Holds);
        TakeResults();
        TakeOutcome(TimeSpan.Zero);
        if (IsDue(draining))
        {
            HandOver(only: null);
        }

        metrics.InFlight(_ledger.Open, _ledger.OpenBytes, _ledger.Oldest);
        metrics.PartitionsPaused(_pauses.Count);
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
            _pauses.Forget(partition);
            metrics.Dropped(_ledger.Drop(partition));
        }
    }

    private void Poll(TimeSpan firstWait)
    {
        // Several records a turn, as long as they are there at once, so that a turn's fixed cost is shared.
        var wait = firstWait;
        for (var i = 0; i < 64 && TryPoll(wait) is { } inbound; i++)
        {
            if (_ledger.Receive(inbound.Position, inbound.SizeBytes, inbound.Timestamp) is { } receipt)
            {
                scans.Enqueue(inbound, receipt);
                metrics.Received(inbound);
                _pauses.Update(_ledger.Loads, SetPaused);
            }

            wait = TimeSpan.Zero;
            if (IsFull(_paused))
            {
                break;
            }
        }
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

    // Hysteresis: pausing throws away what the client has fetched ahead, so it should not happen at every turn.
    private bool IsFull(bool already)
    {
        var share = already ? 0.5 : 1.0;
        return _ledger.Open >= options.RecordsInFlightMax * share
            || _ledger.OpenBytes >= options.BytesInFlightMax * share;
    }

    private void SetPaused(bool pause)
    {
        if (pause == _paused)
        {
            return;
        }

        _paused = pause;
        if (pause)
        {
            source.Pause();
        }
        else
        {
            source.Resume();
        }

        metrics.Paused(pause);
    }

    private void SetPaused(PartitionLoad load, bool pause)
    {
        if (pause)
        {
            source.Pause(load.Partition);
        }
        else
        {
            source.Resume(load.Partition);
        }

        metrics.Paused(load.Partition, load.Records, pause);
    }

    private void TakeResults()
    {
        while (scans.TryTake(out var settlement))
        {
            if (!_ledger.Settle(settlement.Receipt, settlement.Events))
            {
                metrics.StaleResult();
            }
        }

        if (_readySince is null && (_ledger.ReadyCount() > 0 || _ledger.IsBehindEnd))
        {
            _readySince = clock.GetTimestamp();
        }
    }

    private bool IsDue(bool draining)
    {
        if (committer.IsBusy || _readySince is not { } since || clock.GetTimestamp() < _notBefore)
        {
            return false;
        }

        var ready = _ledger.ReadyCount();
        if (ready == 0)
        {
            return _ledger.IsBehindEnd && clock.GetElapsedTime(since) >= EndDelay;
        }

        // None waits longer for company than its transaction will take, and the broker has half of the time to itself.
        var wait = committer.Took < options.BatchAge ? committer.Took : options.BatchAge;
        return draining || _oneByOne || ready >= options.BatchRecordsMax || ready == _ledger.Open
            || clock.GetElapsedTime(since) >= wait;
    }

    private void HandOver(Func<TopicPartition, bool>? only)
    {
        if (_ledger.HandOver(_oneByOne ? 1 : options.BatchRecordsMax, only) is { } batch)
        {
            committer.Submit(batch, source.CurrentGroup());
            metrics.BatchStarted(batch.Events);
        }

        _readySince = null;
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
                source.OffsetsCommitted(batch.Next);
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
        _readySince = _ledger.ReadyCount() > 0 || _ledger.IsBehindEnd ? clock.GetTimestamp() : null;
        return outcome;
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);
}
