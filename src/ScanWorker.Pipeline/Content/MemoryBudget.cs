namespace ScanWorker.Pipeline.Content;

/// <summary>A number of bytes that all lanes share. Who wants more than is free waits in line, first come first
/// served.</summary>
/// <remarks>
/// A caller takes all it needs in one reservation, so two callers can never wait for each other. A demand above the
/// whole budget is cut to it: that caller runs alone. Thread-safe.
/// </remarks>
public sealed class MemoryBudget
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private long _free;

    public MemoryBudget(long totalBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(totalBytes);
        (TotalBytes, _free) = (totalBytes, totalBytes);
    }

    public long TotalBytes { get; }

    public long UsedBytes
    {
        get
        {
            lock (_gate)
            {
                return TotalBytes - _free;
            }
        }
    }

    /// <summary>Waits for the bytes.</summary>
    /// <returns>Dispose it to give them back.</returns>
    public ValueTask<IDisposable> ReserveAsync(long bytes, CancellationToken cancellation)
    {
        var wanted = Math.Clamp(bytes, 0, TotalBytes);
        Waiter waiter;
        lock (_gate)
        {
            if (_waiting.Count == 0 && wanted <= _free)
            {
                _free -= wanted;
                return new ValueTask<IDisposable>(new Reservation(this, wanted));
            }

            waiter = new Waiter(wanted);
            waiter.Node = _waiting.AddLast(waiter);
        }

        return new ValueTask<IDisposable>(WaitAsync(waiter, cancellation));
    }

    private async Task<IDisposable> WaitAsync(Waiter waiter, CancellationToken cancellation)
    {
        await using var registration = cancellation.Register(() => Abandon(waiter, cancellation));
        return await waiter.Granted.Task.ConfigureAwait(false);
    }

    private void Abandon(Waiter waiter, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (waiter.Node is { } node)
            {
                waiter.Node = null;
                _waiting.Remove(node);
                waiter.Granted.TrySetCanceled(cancellation);
            }

            GrantWaiting();
        }
    }

    private void Release(long bytes)
    {
        lock (_gate)
        {
            _free += bytes;
            GrantWaiting();
        }
    }

    // Called under the lock; the completion source runs continuations elsewhere.
    private void GrantWaiting()
    {
        while (_waiting.First is { } first && first.Value.Bytes <= _free)
        {
            _waiting.RemoveFirst();
            first.Value.Node = null;
            _free -= first.Value.Bytes;
            first.Value.Granted.SetResult(new Reservation(this, first.Value.Bytes));
        }
    }

    private sealed class Waiter(long bytes)
    {
        public long Bytes { get; } = bytes;

        public LinkedListNode<Waiter>? Node { get; set; }

        public TaskCompletionSource<IDisposable> Granted { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Reservation(MemoryBudget budget, long bytes) : IDisposable
    {
        private MemoryBudget? _budget = budget;

        public void Dispose() => Interlocked.Exchange(ref _budget, null)?.Release(bytes);
    }
}
