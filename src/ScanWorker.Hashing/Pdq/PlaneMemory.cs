namespace ScanWorker.Hashing.Pdq;

/// <summary>A pool of memory for planes, each large enough for any.</summary>
/// <remarks>
/// Not the shared pool of arrays, for two reasons that the transposition of squares feels: rows start at cache lines,
/// and the distance between rows is no power of two, which would put a column of a square into two sets of the cache.
/// Thread-safe, without a lock and without allocation once warm. What is rented is all zeros.
/// </remarks>
internal sealed class PlaneMemory
{
    private const int CacheLineFloats = 16;
    private const int Length = LumaPlane.DimensionMax * (LumaPlane.DimensionMax + CacheLineFloats);

    // Planes in use at the same time, about 1 MiB each; more than these are left to the garbage collector.
    private static readonly PlaneMemory?[] Free = new PlaneMemory?[32];

    private readonly float[] _floats = GC.AllocateArray<float>(Length + CacheLineFloats, pinned: true);
    private readonly int[] _columns = new int[LumaPlane.DimensionMax];
    private readonly int _start;

    private unsafe PlaneMemory()
    {
        fixed (float* first = _floats)
        {
            _start = (int)((CacheLineFloats - ((nuint)first / sizeof(float) % CacheLineFloats)) % CacheLineFloats);
        }
    }

    private Span<float> Floats => _floats.AsSpan(_start, Length);

    /// <summary>Which source pixel each column is made of.</summary>
    internal ReadOnlySpan<int> Columns => _columns;

    /// <summary>Memory for a plane of this shape, all zeros, with <see cref="Columns"/> filled in.</summary>
    internal static PlaneMemory Rent(PlaneShape shape)
    {
        var memory = Take() ?? new PlaneMemory();
        shape.FillColumns(memory._columns);
        return memory;
    }

    internal LumaView View(PlaneShape shape) => new(Floats, shape.Height, shape.Width, StrideOf(shape));

    internal Span<float> Row(PlaneShape shape, int row) => Floats.Slice(row * StrideOf(shape), shape.Width);

    /// <summary>Clears what shows the content.</summary>
    internal void Clear(PlaneShape shape) => Floats[..(shape.Height * StrideOf(shape))].Clear();

    /// <summary>Clears the memory and gives it back.</summary>
    internal void Return(PlaneShape shape)
    {
        Clear(shape);
        for (var slot = 0; slot < Free.Length; slot++)
        {
            if (Free[slot] is null && Interlocked.CompareExchange(ref Free[slot], this, null) is null)
            {
                return;
            }
        }
    }

    private static PlaneMemory? Take()
    {
        for (var slot = 0; slot < Free.Length; slot++)
        {
            if (Free[slot] is not null && Interlocked.Exchange(ref Free[slot], null) is { } memory)
            {
                return memory;
            }
        }

        return null;
    }

    private static int StrideOf(PlaneShape shape) =>
        ((shape.Width + CacheLineFloats - 1) / CacheLineFloats * CacheLineFloats) + CacheLineFloats;
}
