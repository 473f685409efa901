using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace ScanWorker.Pipeline.Loop;

/// <summary>The one thread that owns the sink. It takes one batch at a time and never makes its caller wait.</summary>
internal sealed class CommitThread : IDisposable
{
    private readonly IVerdictSink _sink;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _abandon;
    private readonly BlockingCollection<OutboundBatch> _batches = new(boundedCapacity: 1);
    private readonly BlockingCollection<CommitOutcome> _outcomes = new(boundedCapacity: 1);
    private readonly Thread _thread;
    private LedgerBatch? _current;
    private long _tookTicks;
    private volatile ExceptionDispatchInfo? _fault;

    /// <param name="sink">Owned from now on: opened, used and disposed on the thread.</param>
    /// <param name="clock">Measures how long commits take.</param>
    /// <param name="abandon">Ends waiting for a broker that is away.</param>
    public CommitThread(IVerdictSink sink, TimeProvider clock, CancellationToken abandon)
    {
        (_sink, _clock, _abandon) = (sink, clock, abandon);
        _thread = new Thread(Run) { Name = "committer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>A batch has been submitted and its outcome not been taken.</summary>
    public bool IsBusy => _current is not null;

    /// <summary>How long the last batch took, whatever came of it; zero before the first.</summary>
    public TimeSpan Took => new(Volatile.Read(ref _tookTicks));

    /// <exception cref="InvalidOperationException">It is busy.</exception>
    public void Submit(LedgerBatch batch, object? group)
    {
        if (_current is not null)
        {
            throw new InvalidOperationException("The batch before has no outcome yet.");
        }

        _current = batch;
        _batches.Add(new OutboundBatch(batch.Events, batch.Next, group) { Unproven = batch.Unproven });
    }

    /// <summary>The outcome of the batch that was submitted, if it comes within <paramref name="wait"/>.</summary>
    /// <exception cref="Exception">Whatever ended the thread.</exception>
    public (LedgerBatch Batch, CommitOutcome Outcome)? TakeOutcome(TimeSpan wait)
    {
        if (_current is not { } batch || !_outcomes.TryTake(out var outcome, wait))
        {
            _fault?.Throw();
            return null;
        }

        _current = null;
        return (batch, outcome);
    }

    public void Dispose()
    {
        _batches.CompleteAdding();
        _thread.Join();
        _batches.Dispose();
        _outcomes.Dispose();
    }

    private void Run()
    {
        try
        {
            using (_sink)
            {
                _sink.Open(_abandon);
                foreach (var batch in _batches.GetConsumingEnumerable(_abandon))
                {
                    var start = _clock.GetTimestamp();
                    var outcome = _sink.Commit(batch, _abandon);
                    Volatile.Write(ref _tookTicks, _clock.GetElapsedTime(start).Ticks);
                    _outcomes.Add(outcome, _abandon);
                }
            }
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            // Shutdown: what is not committed is read again by the next owner.
            _outcomes.CompleteAdding();
        }
        catch (Exception e)
        {
            _fault = ExceptionDispatchInfo.Capture(e);
            _outcomes.CompleteAdding(); // Whoever waits for an outcome waits no longer.
        }
    }
}
