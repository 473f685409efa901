using System.Runtime.CompilerServices;

namespace ScanWorker.Matching.Segments;

/// <summary>Rows of a section, by address. Whoever reads keeps the section's <see cref="ByteRegion"/> alive.</summary>
internal readonly unsafe struct Column<T>(T* start, int count)
    where T : unmanaged
{
    internal int Count => count;

    internal T* Start => start;

    internal ReadOnlySpan<T> Span => new(start, count);

    /// <exception cref="SegmentException">No such row: whatever referred to it is corrupt.</exception>
    internal ref readonly T this[int row]
    {
        get
        {
            if ((uint)row >= (uint)count)
            {
                ThrowNoSuchRow();
            }

            return ref Unsafe.AsRef<T>(start + row);
        }
    }

    private static void ThrowNoSuchRow() => throw new SegmentException("A row refers to another that is not there.");
}
