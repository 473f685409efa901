using System.Collections.Concurrent;

namespace ScanWorker.Pipeline.Loop;

/// <summary>Runs tasks on dedicated threads, the lanes.</summary>
/// <remarks>
/// An async method started here comes back here after each await, so decoding and hashing run on lanes, while what is
/// awaited (a fetch, a look-up) holds none. The thread pool stays free for the clients that need it.
/// </remarks>
internal sealed class LaneScheduler : TaskScheduler, IDisposable
{
    private readonly BlockingCollection<Task> _tasks = [];
    private readonly Thread[] _lanes;
    private readonly long[] _busySince; // By lane; 0 when it is idle.
    private readonly TimeProvider _clock;
    private int _busy;

    public LaneScheduler(int lanes, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lanes);
        (_clock, _busySince) = (clock, new long[lanes]);
        _lanes = [.. Enumerable.Range(0, lanes).Select(
            lane => new Thread(() => Run(lane)) { Name = $"lane {lane}", IsBackground = true })];
        foreach (var lane in _lanes)
        {
            lane.Start();
        }
    }

    public override int MaximumConcurrencyLevel => _lanes.Length;

    /// <summary>Lanes at work.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>
    /// How long the lane that is longest at work has been at one piece of it, from one wait to the next.
    /// </summary>
    public TimeSpan LongestAtWork
    {
        get
        {
            var since = long.MaxValue;
            foreach (ref var busySince in _busySince.AsSpan())
            {
                since = Volatile.Read(ref busySince) is not 0 and var started ? Math.Min(since, started) : since;
            }

            return since == long.MaxValue ? TimeSpan.Zero : _clock.GetElapsedTime(since);
        }
    }

    /// <summary>Ends the lanes after the work that is queued.</summary>
    public void Dispose()
    {
        _tasks.CompleteAdding();
        foreach (var lane in _lanes)
        {
            lane.Join();
        }

        _tasks.Dispose();
    }

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];

    protected override void QueueTask(Task task)
    {
        try
        {
            _tasks.Add(task);
        }
        catch (InvalidOperationException)
        {
            // The lanes have ended: what still awaited something then is never resumed, and its upload is read again.
        }
    }

    // Never inline: a continuation that a pool thread completes must still run on a lane.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    private void Run(int lane)
    {
        foreach (var task in _tasks.GetConsumingEnumerable())
        {
            Interlocked.Increment(ref _busy);
            Volatile.Write(ref _busySince[lane], _clock.GetTimestamp() | 1); // Never 0, which says idle.
            TryExecuteTask(task);
            Volatile.Write(ref _busySince[lane], 0);
            Interlocked.Decrement(ref _busy);
        }
    }
}
