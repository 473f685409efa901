using System.Runtime.InteropServices;

namespace ScanWorker.Pipeline.Content;

/// <summary>A number of bytes that all lanes share. Who wants more than is free waits in line, first come first
/// served.</summary>
/// <remarks>
/// A caller takes all it needs in one reservation, so two callers can never wait for each other. A demand above the
/// whole budget is cut to it: that caller runs alone. A flow (one partition's uploads) that holds bytes may not come to
/// hold more than are free, so a slow one leaves room for the others, whose demands pass its own in the line.
/// Thread-safe.
/// </remarks>
public sealed class MemoryBudget
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private readonly Dictionary<string, long> _held = [];
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

    /// <inheritdoc cref="ReserveAsync(long, string?, CancellationToken)"/>
    public ValueTask<IDisposable> ReserveAsync(long bytes, CancellationToken cancellation) =>
        ReserveAsync(bytes, flow: null, cancellation);

    /// <summary>Waits for the bytes.</summary>
    /// <param name="bytes">All that the caller will need.</param>
    /// <param name="flow">Whose share it comes out of; null: nobody's.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Dispose it to give them back.</returns>
    public ValueTask<IDisposable> ReserveAsync(
        long bytes, string? flow, CancellationToken cancellation)
    {
        var waiter = new Waiter(Math.Clamp(bytes, 0, TotalBytes), flow);
        lock (_gate)
        {
            waiter.Node = _waiting.AddLast(waiter);
            GrantWaiting();
        }

        return waiter.Granted.Task.IsCompletedSuccessfully
            ? new ValueTask<IDisposable>(waiter.Granted.Task)
            : new ValueTask<IDisposable>(WaitAsync(waiter, cancellation));
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

    private void Release(long bytes, string? flow)
    {
        lock (_gate)
        {
            _free += bytes;
            if (flow is not null)
            {
                _held[flow] -= bytes;
            }

            GrantWaiting();
        }
    }

    // Called under the lock; the completion source runs continuations elsewhere.
    private void GrantWaiting()
    {
        HashSet<string>? full = null;
        for (var node = _waiting.First; node is not null;)
        {
            var (waiter, next) = (node.Value, node.Next);
            if (waiter.Flow is { } flow
                && (full?.Contains(flow) is true || IsFull(flow, waiter.Bytes)))
            {
                (full ??= []).Add(flow); // What it asks for later does not pass what it asked for before.
            }
            else if (waiter.Bytes <= _free)
            {
                _waiting.Remove(node);
                waiter.Node = null;
                Grant(waiter);
            }
            else
            {
                break;
            }

            node = next;
        }
    }

    private bool IsFull(string flow, long bytes) =>
        _held.TryGetValue(flow, out var held) && held > 0 && held + bytes > _free;

    private void Grant(Waiter waiter)
    {
        _free -= waiter.Bytes;
        if (waiter.Flow is { } flow)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_held, flow, out _) += waiter.Bytes;
        }

        waiter.Granted.SetResult(new Reservation(this, waiter.Bytes, waiter.Flow));
    }

    private sealed class Waiter(long bytes, string? flow)
    {
        public long Bytes { get; } = bytes;

        public string? Flow { get; } = flow;

        public LinkedListNode<Waiter>? Node { get; set; }

        public TaskCompletionSource<IDisposable> Granted { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Reservation(MemoryBudget budget, long bytes, string? flow) : IDisposable
    {
        private MemoryBudget? _budget = budget;

        public void Dispose() => Interlocked.Exchange(ref _budget, null)?.Release(bytes, flow);
    }
}
