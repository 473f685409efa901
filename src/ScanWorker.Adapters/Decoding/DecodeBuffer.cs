using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.Decoding;

/// <summary>A block of bytes as the values that ImageSharp asked for. Once disposed it throws
/// <see cref="ObjectDisposedException"/>.</summary>
internal sealed class DecodeBuffer<T>(DecodeAllocator allocator, IMemoryOwner<byte> memory, int length)
    : MemoryManager<T> where T : struct
{
    private int _disposals;

    public override Memory<T> Memory => CreateMemory(length);

    public override Span<T> GetSpan() => MemoryMarshal.Cast<byte, T>(memory.Memory.Span);

    public override MemoryHandle Pin(int elementIndex = 0) =>
        memory.Memory[(elementIndex * Unsafe.SizeOf<T>())..].Pin();

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Increment(ref _disposals) == 1)
        {
            memory.Dispose();
            allocator.TakeBack(this, (long)length * Unsafe.SizeOf<T>());
        }
    }
}
