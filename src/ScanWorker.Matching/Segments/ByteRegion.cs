using System.Buffers;
using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace ScanWorker.Matching.Segments;

/// <summary>Bytes that do not move: a pinned array, or a file mapped for reading.</summary>
/// <remarks>
/// There is no Dispose: unpinning and unmapping are left to the garbage collector, so that no reader can ever hold a
/// dead address. Whoever reads through an address of the region keeps the region alive to the end of the read
/// (<see cref="GC.KeepAlive"/>); that costs nothing, where counting readers would make all cores share a cache line. A
/// mapped file must never be changed in place: write a new one and rename it over the old.
/// </remarks>
internal sealed unsafe class ByteRegion
{
    private readonly SafeMemoryMappedViewHandle? _view;
    private MemoryHandle _pin;

    private ByteRegion(byte* start, long length, MemoryHandle pin, SafeMemoryMappedViewHandle? view)
    {
        Start = start;
        (Length, _pin, _view) = (length, pin, view);
    }

    ~ByteRegion()
    {
        _pin.Dispose();

        // The last reference: unmaps. Safe here, since a SafeHandle is finalized after plain objects.
        _view?.ReleasePointer();
    }

    internal byte* Start { get; }

    internal long Length { get; }

    /// <summary>The bytes where they are; they must not change from now on.</summary>
    internal static ByteRegion Pin(ReadOnlyMemory<byte> bytes)
    {
        var pin = bytes.Pin();
        return new ByteRegion((byte*)pin.Pointer, bytes.Length, pin, null);
    }

    /// <exception cref="SegmentException">The file is empty.</exception>
    /// <exception cref="IOException">The file cannot be opened or mapped.</exception>
    internal static ByteRegion Map(string path)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var length = stream.Length;
        if (length == 0)
        {
            throw new SegmentException("The file is empty.");
        }

        using var file = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using var accessor = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        var view = accessor.SafeMemoryMappedViewHandle;
        byte* start = null;
        view.AcquirePointer(ref start); // This reference outlives the accessor; the finalizer gives it back.
        return new ByteRegion(start + accessor.PointerOffset, length, default, view);
    }

    internal ReadOnlySpan<byte> Slice(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
        {
            throw new SegmentException("A part of the file lies outside of it.");
        }

        return new ReadOnlySpan<byte>(Start + offset, length);
    }
}
