using ScanWorker.Pipeline.Lanes;

namespace ScanWorker.Replay.Verdicts;

/// <summary>Works on items on dedicated threads, and hands the results on in the items' order.</summary>
internal static class OrderedLanes
{
    /// <summary>Items under way by lane: enough that a slow one does not leave the other lanes idle.</summary>
    private const int AheadByLane = 8;

    /// <param name="items">Taken one at a time, by the caller's flow.</param>
    /// <param name="lanes">How many threads.</param>
    /// <param name="clock">Measures how busy they are.</param>
    /// <param name="work">Runs on a lane, except while it awaits.</param>
    /// <param name="take">Is given the results in order, by the caller's flow.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task RunAsync<TItem, TResult>(
        IEnumerable<TItem> items, int lanes, TimeProvider clock, Func<TItem, ValueTask<TResult>> work,
        Action<TResult> take,
        CancellationToken cancellation)
    {
        using var scheduler = new LaneScheduler(lanes, clock);
        var underWay = new Queue<Task<TResult>>();
        foreach (var item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            while (underWay.Count >= lanes * AheadByLane)
            {
                take(await underWay.Dequeue().WaitAsync(cancellation));
            }

            underWay.Enqueue(Task.Factory.StartNew(
                () => work(item).AsTask(), cancellation, TaskCreationOptions.None, scheduler).Unwrap());
        }

        while (underWay.TryDequeue(out var next))
        {
            take(await next.WaitAsync(cancellation));
        }
    }
}
