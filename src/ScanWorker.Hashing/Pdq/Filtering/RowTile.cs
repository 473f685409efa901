using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ScanWorker.Hashing.Pdq.Vectors;

namespace ScanWorker.Hashing.Pdq.Filtering;

/// <summary>Running sums along up to 32 rows at once, as many columns at a time as there are lanes.</summary>
/// <remarks>
/// The tile lies transposed, 32 rows side by side, with the columns before it that are still in the window in front.
/// </remarks>
internal readonly ref struct RowTile<TVector>
    where TVector : struct, IFloatVector<TVector>
{
    /// <summary>Rows in a full band; a multiple of all lane counts.</summary>
    internal const int BandRows = 32;

    /// <summary>The largest window on an axis of at most 512.</summary>
    internal const int WindowMax = 4;

    private const int LanesMax = 16;
    private const int ColumnsAt = WindowMax * BandRows;
    private const int SumsAt = ColumnsAt + (LanesMax * BandRows);
    private const int EdgeAt = SumsAt + (LanesMax * BandRows);
    private const int RunningAt = EdgeAt + (LanesMax * BandRows);

    /// <summary>Floats of scratch memory that a tile needs.</summary>
    internal const int ScratchLength = RunningAt + BandRows;

    private readonly ref float _scratch;
    private readonly BoxAxis _axis;
    private readonly int _rows;
    private readonly int _groupedRows;

    /// <summary>Starts at the left of <paramref name="rows"/> rows (0 to 32).</summary>
    internal RowTile(Span<float> scratch, BoxAxis axis, int rows)
    {
        scratch[..(WindowMax * BandRows)].Clear();
        scratch.Slice(RunningAt, BandRows).Clear();
        _scratch = ref MemoryMarshal.GetReference(scratch);
        _axis = axis;
        _rows = rows;
        _groupedRows = (rows + TVector.Count - 1) / TVector.Count * TVector.Count;
    }

    /// <summary>How many rows are computed: whole groups of lanes.</summary>
    internal int GroupedRows => _groupedRows;

    /// <summary>Takes the next columns from memory that holds all grouped rows and columns.</summary>
    /// <param name="source">Row-major, from the first row and the tile's first column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Load(ref readonly float source, int stride)
    {
        for (var row = 0; row < _groupedRows; row += TVector.Count)
        {
            TVector.Transpose(
                in Unsafe.Add(ref Unsafe.AsRef(in source), row * stride), stride,
                ref Unsafe.Add(ref _scratch, ColumnsAt + row), BandRows);
        }
    }

    /// <summary>Takes the next columns at the edge of the plane: what is not there counts as zero.</summary>
    internal void LoadEdge(ref readonly float source, int stride, int columns)
    {
        var edge = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref _scratch, EdgeAt), LanesMax * BandRows);
        edge.Clear();
        for (var row = 0; row < _rows && columns > 0; row++)
        {
            MemoryMarshal.CreateReadOnlySpan(in Unsafe.Add(ref Unsafe.AsRef(in source), row * stride), columns)
                .CopyTo(edge[(row * TVector.Count)..]);
        }

        Load(in Unsafe.Add(ref _scratch, EdgeAt), TVector.Count);
    }

    /// <summary>
    /// Clears columns of the tile that are not on the axis; the tile starts at <paramref name="firstColumn"/>.
    /// </summary>
    internal void ClearOutside(int firstColumn)
    {
        if (firstColumn >= 0 && firstColumn + TVector.Count <= _axis.Size)
        {
            return;
        }

        for (var column = 0; column < TVector.Count; column++)
        {
            if (firstColumn + column < 0 || firstColumn + column >= _axis.Size)
            {
                ref var values = ref Unsafe.Add(ref _scratch, ColumnsAt + (column * BandRows));
                MemoryMarshal.CreateSpan(ref values, BandRows).Clear();
            }
        }
    }

    /// <summary>
    /// Moves the window over the tile: each column in turn is added, the one that leaves is subtracted.
    /// </summary>
    /// <param name="scale">What each sum is multiplied with on its way out; the running sum is not.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Sum(float scale)
    {
        ref var columns = ref Unsafe.Add(ref _scratch, ColumnsAt);
        ref var leaving = ref Unsafe.Add(ref columns, -_axis.Window * BandRows);
        ref var sums = ref Unsafe.Add(ref _scratch, SumsAt);
        var factor = TVector.All(scale);
        for (var row = 0; row < _groupedRows; row += TVector.Count)
        {
            var sum = TVector.Load(in _scratch, RunningAt + row);
            for (var at = row; at < row + (TVector.Count * BandRows); at += BandRows)
            {
                sum = sum + TVector.Load(in columns, at) - TVector.Load(in leaving, at);
                (sum * factor).Store(ref sums, at);
            }

            sum.Store(ref _scratch, RunningAt + row);
        }

        ref var last = ref Unsafe.Add(ref columns, (TVector.Count - WindowMax) * BandRows);
        for (var at = 0; at < WindowMax * BandRows; at += TVector.Count)
        {
            TVector.Load(in last, at).Store(ref _scratch, at);
        }
    }

    /// <summary>
    /// Divides each column's sums by the size of its window; the sums start at <paramref name="firstColumn"/>.
    /// </summary>
    internal void Divide(int firstColumn)
    {
        for (var column = 0; column < TVector.Count; column++)
        {
            ref var sums = ref Unsafe.Add(ref _scratch, SumsAt + (column * BandRows));
            StoreQuotient(column, _axis.CountAt(firstColumn + column), ref sums);
        }
    }

    /// <summary>Writes one column's sums, divided by <paramref name="count"/>, one after the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void StoreQuotient(int column, int count, ref float destination)
    {
        var divisor = TVector.All(count);
        for (var row = 0; row < _groupedRows; row += TVector.Count)
        {
            (TVector.Load(in _scratch, SumsAt + (column * BandRows) + row) / divisor).Store(ref destination, row);
        }
    }

    /// <summary>Writes the sums back as rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Store(ref float destination, int stride)
    {
        for (var row = 0; row < _groupedRows; row += TVector.Count)
        {
            TVector.Transpose(
                in Unsafe.Add(ref _scratch, SumsAt + row), BandRows,
                ref Unsafe.Add(ref destination, row * stride), stride);
        }
    }
}
