namespace ScanWorker.Pipeline.Lanes;

/// <summary>Runs tasks on dedicated threads, the lanes.</summary>
/// <remarks>
/// An async method started here comes back here after each await, so decoding and hashing run on lanes, while what is
/// awaited (a fetch, a look-up) holds none. The thread pool stays free for the clients that need it. Shares are served
/// in turn, a task at a time: one with many tasks does not keep the others waiting for all of them.
/// </remarks>
internal sealed class LaneScheduler : TaskScheduler, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _queued = new(0); // As many as there are tasks in all shares.
    private readonly Queue<LaneShare> _inTurn = new(); // Those that have tasks.
    private readonly LaneShare _common;
    private readonly Thread[] _lanes;
    private readonly long[] _busySince; // By lane; 0 when it is idle.
    private readonly TimeProvider _clock;
    private bool _isEnding;
    private int _busy;

    public LaneScheduler(int lanes, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lanes);
        (_clock, _busySince, _common) = (clock, new long[lanes], new LaneShare(this));
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

    /// <summary>A scheduler of its own on the same lanes, for the tasks of one partition.</summary>
    public LaneShare Share() => new(this);

    /// <summary>Ends the lanes after the work that is queued.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isEnding = true;
        }

        _queued.Release(_lanes.Length);
        foreach (var lane in _lanes)
        {
            lane.Join();
        }

        _queued.Dispose();
    }

    /// <summary>Queues a task of a share's.</summary>
    internal void Queue(LaneShare share, Task task)
    {
        lock (_gate)
        {
            if (_isEnding)
            {
                return; // What still awaited something then is never resumed, and its upload is read again.
            }

            share.Tasks.Enqueue(task);
            if (share.Tasks.Count == 1)
            {
                _inTurn.Enqueue(share);
            }

            _queued.Release();
        }
    }

    internal Task[] TasksOf(LaneShare share)
    {
        lock (_gate)
        {
            return [.. share.Tasks];
        }
    }

    protected override IEnumerable<Task> GetScheduledTasks() => TasksOf(_common);

    protected override void QueueTask(Task task) => Queue(_common, task);

    // Never inline: a continuation that a pool thread completes must still run on a lane.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    private void Run(int lane)
    {
        while (Next() is var (share, task))
        {
            Interlocked.Increment(ref _busy);
            Volatile.Write(ref _busySince[lane], _clock.GetTimestamp() | 1); // Never 0, which says idle.
            _ = ReferenceEquals(share, _common) ? TryExecuteTask(task) : share.Execute(task);
            Volatile.Write(ref _busySince[lane], 0);
            Interlocked.Decrement(ref _busy);
        }
    }

    private (LaneShare Share, Task Task)? Next()
    {
        _queued.Wait();
        lock (_gate)
        {
            if (!_inTurn.TryDequeue(out var share))
            {
                return null; // Ending, and nothing is left.
            }

            var task = share.Tasks.Dequeue();
            if (share.Tasks.Count > 0)
            {
                _inTurn.Enqueue(share);
            }

            return (share, task);
        }
    }
}

/// <summary>The tasks of one partition, on the lanes that all partitions share.</summary>
internal sealed class LaneShare(LaneScheduler lanes) : TaskScheduler
{
    /// <summary>Guarded by the lanes' lock.</summary>
    internal Queue<Task> Tasks { get; } = new();

    internal bool Execute(Task task) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => lanes.TasksOf(this);

    protected override void QueueTask(Task task) => lanes.Queue(this, task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
}
