using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ScanWorker.Pipeline.Content;

/// <summary>Unmanaged memory for content and pixels: every block is cleared when it is given back, then kept for
/// reuse.</summary>
/// <remarks>
/// Unmanaged, because arrays of this size would live on the large-object heap until a full collection, and content
/// with them. Blocks come in four sizes an octave, so at most a fifth of one is unused; those above
/// <see cref="PooledBlockBytesMax"/> are returned to the system at once. Thread-safe.
/// </remarks>
public sealed class BlockPool : IDisposable
{
    /// <summary>Larger blocks are not kept: making them costs little beside what fills them.</summary>
    public const int PooledBlockBytesMax = 4 << 20;

    private const int BlockBytesMin = 1 << 10;
    private const int StepsPerOctave = 4;

    private readonly ConcurrentBag<UnmanagedBlock>[] _idle;
    private readonly long _idleBytesMax;
    private long _idleBytes;
    private long _lentBytes;

    /// <param name="idleBytesMax">How many bytes of unused blocks are kept at most.</param>
    public BlockPool(long idleBytesMax)
    {
        _idleBytesMax = idleBytesMax;
        var sizeClasses = SizeClassOf(PooledBlockBytesMax) + 1;
        _idle = [.. Enumerable.Range(0, sizeClasses).Select(_ => new ConcurrentBag<UnmanagedBlock>())];
    }

    /// <summary>Bytes of blocks that wait for reuse; all of them are zero.</summary>
    public long IdleBytes => Interlocked.Read(ref _idleBytes);

    /// <summary>Bytes that somebody has now, as asked for.</summary>
    public long LentBytes => Interlocked.Read(ref _lentBytes);

    /// <summary>Lends memory. All of it is zero.</summary>
    /// <returns>Exactly <paramref name="bytes"/> long; dispose it once, and it is cleared and kept or freed.</returns>
    public IMemoryOwner<byte> Rent(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Interlocked.Add(ref _lentBytes, bytes);
        if (bytes > PooledBlockBytesMax)
        {
            return new BlockLease(this, new UnmanagedBlock(bytes), bytes);
        }

        var sizeClass = SizeClassOf(bytes);
        if (!_idle[sizeClass].TryTake(out var block))
        {
            return new BlockLease(this, new UnmanagedBlock(BytesOf(sizeClass)), bytes);
        }

        Interlocked.Add(ref _idleBytes, -block.Length);
        return new BlockLease(this, block, bytes);
    }

    /// <summary>Frees the idle blocks. Those that are lent stay valid and are kept or freed when they come
    /// back.</summary>
    public void Dispose()
    {
        foreach (var bag in _idle)
        {
            while (bag.TryTake(out var block))
            {
                Interlocked.Add(ref _idleBytes, -block.Length);
                block.Free();
            }
        }
    }

    internal void TakeBack(UnmanagedBlock block, int usedBytes)
    {
        block.Clear(usedBytes);
        Interlocked.Add(ref _lentBytes, -usedBytes);
        if (block.Length > PooledBlockBytesMax)
        {
            block.Free();
        }
        else if (Interlocked.Add(ref _idleBytes, block.Length) <= _idleBytesMax)
        {
            _idle[SizeClassOf(block.Length)].Add(block);
        }
        else
        {
            Interlocked.Add(ref _idleBytes, -block.Length);
            block.Free();
        }
    }

    private static int SizeClassOf(int bytes)
    {
        if (bytes <= BlockBytesMin)
        {
            return 0;
        }

        // The octave of the last byte, and which quarter of that octave it falls into.
        var last = (uint)(bytes - 1);
        var octave = BitOperations.Log2(last);
        var quarter = (int)(last >> (octave - 2)) & (StepsPerOctave - 1);
        return ((octave - BitOperations.Log2(BlockBytesMin)) * StepsPerOctave) + quarter + 1;
    }

    private static int BytesOf(int sizeClass)
    {
        var (octave, quarters) = Math.DivRem(sizeClass, StepsPerOctave);
        return (BlockBytesMin << octave) / StepsPerOctave * (StepsPerOctave + quarters);
    }
}

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

/// <summary>One piece of unmanaged memory, zero when made. Freed by its pool only: there is no finalizer, because a
/// span of it would not keep it alive.</summary>
internal sealed unsafe class UnmanagedBlock
{
    private const nuint CacheLineBytes = 64;

    public UnmanagedBlock(int length)
    {
        Length = length;
        Start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1), CacheLineBytes);
        Clear(length);
    }

    public int Length { get; }

    public byte* Start { get; private set; }

    public void Clear(int bytes) => new Span<byte>(Start, bytes).Clear();

    public void Free()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }
}
