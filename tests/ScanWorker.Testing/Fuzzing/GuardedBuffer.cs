using System.Buffers;
using System.Runtime.InteropServices;

namespace ScanWorker.Testing.Fuzzing;

/// <summary>
/// Memory that ends where reading is forbidden: a read past its end ends the process, instead of giving what lies
/// there.
/// </summary>
/// <remarks>Unix only; elsewhere the end is not guarded. One input at a time; not thread-safe.</remarks>
internal sealed unsafe partial class GuardedBuffer : MemoryManager<byte>
{
    private const int NoAccess = 0;
    private const int ReadAndWrite = 3;

    private readonly byte* _pages;
    private readonly int _capacity;
    private int _length;

    /// <param name="capacity">Of the longest input.</param>
    internal GuardedBuffer(int capacity)
    {
        var page = Environment.SystemPageSize;
        _capacity = (capacity + page - 1) / page * page;
        _pages = (byte*)NativeMemory.AlignedAlloc((nuint)(_capacity + page), (nuint)page);
        if (!OperatingSystem.IsWindows() && Protect(_pages + _capacity, (nuint)page, NoAccess) != 0)
        {
            throw new InvalidOperationException($"mprotect failed with {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>The input, copied to the end of the buffer. Valid until the next call.</summary>
    internal ReadOnlyMemory<byte> Holding(ReadOnlySpan<byte> input)
    {
        _length = input.Length;
        input.CopyTo(GetSpan());
        return Memory;
    }

    public override Span<byte> GetSpan() => new(_pages + _capacity - _length, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_pages + _capacity - _length + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Protect(_pages + _capacity, (nuint)Environment.SystemPageSize, ReadAndWrite);
        }

        NativeMemory.AlignedFree(_pages);
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(byte* address, nuint length, int protection);
}
