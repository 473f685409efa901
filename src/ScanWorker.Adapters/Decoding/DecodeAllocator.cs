using System.Buffers;
using System.Runtime.CompilerServices;
using ScanWorker.Pipeline.Content;
using SixLabors.ImageSharp.Memory;

namespace ScanWorker.Adapters.Decoding;

/// <summary>All the memory of one decoding: bounded in sum, cleared when given back, and given back in full at the
/// end.</summary>
/// <remarks>
/// ImageSharp's own pool returns buffers as they are, so the next decoding finds the last one's pixels, and it bounds
/// each allocation alone. Its decoders lose buffers when they throw; here none outlives <see cref="Dispose"/>.
/// Thread-safe.
/// </remarks>
internal sealed class DecodeAllocator(BlockPool pool, long bytesMax) : MemoryAllocator, IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<IDisposable> _lent = [];
    private bool _disposed;

    /// <summary>What is lent now.</summary>
    public long UsedBytes { get; private set; }

    /// <summary>The most that was lent at once.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Lends zeroed memory.</summary>
    /// <exception cref="InvalidMemoryOperationException">The length is absurd, or the bound would be
    /// passed.</exception>
    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None)
    {
        var bytes = (long)length * Unsafe.SizeOf<T>();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (length < 0 || bytes > Math.Min(bytesMax - UsedBytes, Array.MaxLength))
            {
                throw new InvalidMemoryOperationException("Decoding wants more memory than its header called for.");
            }

            var buffer = new DecodeBuffer<T>(this, pool.Rent((int)bytes), length);
            _lent.Add(buffer);
            UsedBytes += bytes;
            PeakBytes = Math.Max(PeakBytes, UsedBytes);
            return buffer;
        }
    }

    /// <summary>Takes back whatever is still lent. Nothing of this decoding may be used after it.</summary>
    public void Dispose()
    {
        IDisposable[] lost;
        lock (_gate)
        {
            _disposed = true;
            lost = [.. _lent];
        }

        foreach (var buffer in lost)
        {
            buffer.Dispose();
        }
    }

    internal void TakeBack(IDisposable buffer, long bytes)
    {
        lock (_gate)
        {
            _lent.Remove(buffer);
            UsedBytes -= bytes;
        }
    }

    // Larger pictures come as several such buffers, each of a size that the pool keeps.
    protected override int GetBufferCapacityInBytes() => BlockPool.PooledBlockBytesMax;
}
