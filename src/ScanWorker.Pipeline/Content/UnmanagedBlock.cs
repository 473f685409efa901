using System.Runtime.InteropServices;

namespace ScanWorker.Pipeline.Content;

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
