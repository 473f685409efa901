using System.Buffers;

namespace ScanWorker.Pipeline.Content;

/// <summary>A block of the pool while somebody has it. What was lent under it cannot be reached through it once it is
/// disposed.</summary>
internal sealed unsafe class BlockLease(BlockPool pool, UnmanagedBlock block, int length) : MemoryManager<byte>
{
    private UnmanagedBlock? _block = block;

    public override Memory<byte> Memory => CreateMemory(length);

    /// <exception cref="ObjectDisposedException">The block has been given back.</exception>
    public override Span<byte> GetSpan() => new(Block.Start, length);

    /// <summary>Needs no handle: the memory never moves.</summary>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length, nameof(elementIndex));
        return new MemoryHandle(Block.Start + elementIndex);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _block, null) is { } returned)
        {
            pool.TakeBack(returned, length);
        }
    }

    private UnmanagedBlock Block
    {
        get
        {
            var current = _block;
            ObjectDisposedException.ThrowIf(current is null, this);
            return current;
        }
    }
}
