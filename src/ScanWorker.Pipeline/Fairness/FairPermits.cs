namespace ScanWorker.Pipeline.Fairness;

/// <summary>A semaphore that several flows share, by the rule of <see cref="FairQueue{TFlow, TItem}"/>.
/// Thread-safe.</summary>
/// <param name="permits">At least 1.</param>
internal sealed class FairPermits<TFlow>(int permits)
    where TFlow : notnull
{
    private readonly Lock _gate = new();
    private readonly FairQueue<TFlow, TaskCompletionSource<bool>> _queue = new(permits);

    /// <summary>Waits for a permit.</summary>
    /// <returns>Dispose it to give the permit back.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/>.</exception>
    public async ValueTask<IDisposable> WaitAsync(TFlow flow, CancellationToken cancellation)
    {
        var granted = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _queue.Enqueue(flow, granted);
            Grant();
        }

        // Whoever is cancelled keeps its place in the queue, and is passed over there.
        await using var registration = cancellation.Register(() => granted.TrySetCanceled(cancellation));
        _ = await granted.Task.ConfigureAwait(false);
        return new Permit(this, flow);
    }

    private void Release(TFlow flow)
    {
        lock (_gate)
        {
            _queue.End(flow);
            Grant();
        }
    }

    // Called under the lock; the completion source runs continuations elsewhere.
    private void Grant()
    {
        while (_queue.TryStart(out var flow, out var granted))
        {
            if (!granted.TrySetResult(true))
            {
                _queue.End(flow);
            }
        }
    }

    private sealed class Permit(FairPermits<TFlow> permits, TFlow flow) : IDisposable
    {
        private FairPermits<TFlow>? _permits = permits;

        public void Dispose() => Interlocked.Exchange(ref _permits, null)?.Release(flow);
    }
}
