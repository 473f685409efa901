using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ScanWorker.Hashing.Pdq.Vectors;

namespace ScanWorker.Hashing.Pdq.Filtering;

/// <summary><see cref="JaroszFilter"/> with one running sum in each lane, a band of rows at a time.</summary>
/// <remarks>
/// <para>The definition makes four passes over the plane. Here a band of 32 rows goes through the first three in
/// strips of 64 columns, which stay in the nearest cache; only the 64 sampled columns leave the third pass, and only
/// the 64 sampled rows the fourth.</para>
/// <para>A pass along rows has rows side by side in lanes, a pass along columns has columns, and squares are transposed
/// in between. Each sum adds and subtracts the same values in the same order as the definition's. Where that cuts its
/// window off at an edge, this one adds or subtracts zeros, which changes no sum; only the divisor differs
/// there.</para>
/// <para>A pass yields the result for the place <c>Ahead</c> steps before the value it last added. Nothing is moved
/// back: after two passes along an axis, the result for place 0 lies at twice that.</para>
/// </remarks>
internal ref struct BandedJaroszFilter<TVector>
    where TVector : struct, IFloatVector<TVector>
{
    private const int BandRows = RowTile<TVector>.BandRows;
    private const int Samples = JaroszFilter.SampledSize;
    private const int StripColumns = ColumnStrip<TVector>.Columns;
    private const int StripsMax = (LumaPlane.DimensionMax / StripColumns) + 1;

    // What lies where in the scratch memory, in floats: a part for each pass, and what is kept from band to band.
    private const int SecondTileAt = RowTile<TVector>.ScratchLength;
    private const int StripAt = SecondTileAt + RowTile<TVector>.ScratchLength;
    private const int KeptAt = StripAt + ColumnStrip<TVector>.Length;
    private const int RunningAt = KeptAt + (StripsMax * ColumnStrip<TVector>.KeptLength);
    private const int SampledColumnsAt = RunningAt + (StripsMax * StripColumns);
    private const int SampledStripAt = SampledColumnsAt + (Samples * BandRows);
    private const int SampledRunningAt = SampledStripAt + ColumnStrip<TVector>.Length;
    private const int SampledLength = SampledRunningAt + Samples - SampledColumnsAt;

    /// <summary>Floats of scratch memory that the filter needs, whatever the size of the plane.</summary>
    internal const int ScratchLength = SampledColumnsAt + (2 * SampledLength);

    private readonly LumaView _plane;
    private readonly Span<float> _scratch;
    private readonly Span<float> _samples;
    private readonly BoxAxis _rows;
    private readonly BoxAxis _columns;
    private readonly int _columnsEnd;
    private readonly int _turns;
    private GridRows _rowsTaken;

    private BandedJaroszFilter(LumaView plane, Span<float> scratch, Span<float> samples)
    {
        _plane = plane;
        _scratch = scratch;
        _samples = samples;
        _rows = new BoxAxis(plane.Height);
        _columns = new BoxAxis(plane.Width);
        _columnsEnd = plane.Width + (2 * _columns.Ahead);
        _turns = samples.Length == JaroszFilter.GridLength ? 1 : 2;
    }

    /// <summary>Blurs <paramref name="plane"/>, which is at most 512 x 512, and samples it.</summary>
    /// <param name="scratch">All zeros, <see cref="ScratchLength"/> long; overwritten with what shows the
    /// content.</param>
    /// <param name="samples">One grid or four, as <see cref="JaroszFilter.Run"/> fills them.</param>
    internal static void Run(LumaView plane, Span<float> scratch, Span<float> samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plane.Height, LumaPlane.DimensionMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(plane.Width, LumaPlane.DimensionMax);
        ArgumentOutOfRangeException.ThrowIfLessThan(scratch.Length, ScratchLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            samples.Length, samples.Length > JaroszFilter.GridLength
                ? JaroszFilter.GridCount * JaroszFilter.GridLength
                : JaroszFilter.GridLength);
        new BandedJaroszFilter<TVector>(plane, scratch, samples).RunBands();
    }

    // The last bands reach below the plane, until the window has passed its last row twice.
    private void RunBands()
    {
        var end = _rows.Size + (2 * _rows.Ahead);
        for (var row = 0; row < end; row += BandRows)
        {
            var rows = Math.Min(BandRows, end - row);
            var first = new RowTile<TVector>(_scratch, _columns, Math.Clamp(_rows.Size - row, 0, BandRows));
            var second = new RowTile<TVector>(_scratch[SecondTileAt..], _columns, rows);
            var (upright, turned) = (0, 0);
            for (var column = 0; column < _columnsEnd; column += StripColumns)
            {
                BlurRows(first, row, column);
                BlurColumns(column, row - _rows.Ahead, rows);
                BlurRowsAndSample(second, column, ref upright, ref turned);
            }

            for (var turn = 0; turn < _turns; turn++)
            {
                BlurColumnsAndSample(turn, row - _rows.Ahead, rows);
            }
        }
    }

    // Pass 1: rows of the plane into a strip.
    private readonly void BlurRows(RowTile<TVector> tile, int row, int firstColumn)
    {
        var band = Strip.Band;
        band[(tile.GroupedRows * StripColumns)..].Clear();
        for (var column = firstColumn; column < EndOf(firstColumn); column += TVector.Count)
        {
            LoadFromPlane(tile, row, column);
            if (_columns.IsInner(column - _columns.Ahead, TVector.Count))
            {
                tile.Sum(_columns.Scale);
            }
            else
            {
                tile.Sum(1f);
                tile.Divide(column - _columns.Ahead);
            }

            tile.Store(ref band[column - firstColumn], StripColumns);
        }
    }

    private readonly void LoadFromPlane(RowTile<TVector> tile, int row, int column)
    {
        var columns = Math.Clamp(_columns.Size - column, 0, TVector.Count);
        ref readonly var source = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(_plane.Values), (row * _plane.Stride) + column);
        if (columns == TVector.Count && row + tile.GroupedRows <= _rows.Size)
        {
            tile.Load(in source, _plane.Stride);
        }
        else
        {
            tile.LoadEdge(in source, _plane.Stride, columns);
        }
    }

    // Pass 2: down the columns of the strip.
    private readonly void BlurColumns(int firstColumn, int outputRow, int rows)
    {
        var strip = Strip;
        var kept = _scratch.Slice(
            KeptAt + (firstColumn / StripColumns * ColumnStrip<TVector>.KeptLength), ColumnStrip<TVector>.KeptLength);
        kept.CopyTo(strip.Kept);
        var columns = (EndOf(firstColumn) - firstColumn + TVector.Count - 1) / TVector.Count * TVector.Count;
        strip.Blur(_scratch.Slice(RunningAt + firstColumn, StripColumns), columns, outputRow, rows);
        strip.Last.CopyTo(kept);
    }

    // Pass 3: along the rows of the strip, where column 0 lies at Ahead; only sampled columns are divided and kept.
    private readonly void BlurRowsAndSample(RowTile<TVector> tile, int firstColumn, ref int upright, ref int turned)
    {
        var blurred = Strip.Sums;
        for (var column = firstColumn; column < EndOf(firstColumn); column += TVector.Count)
        {
            tile.Load(in blurred[column - firstColumn], StripColumns);
            tile.ClearOutside(column - _columns.Ahead);
            tile.Sum(1f);
            var outputColumn = column - (2 * _columns.Ahead);
            upright = SampleColumns(tile, 0, outputColumn, upright);
            if (_turns > 1)
            {
                turned = SampleColumns(tile, 1, outputColumn, turned);
            }
        }
    }

    private readonly int SampleColumns(RowTile<TVector> tile, int turn, int outputColumn, int sample)
    {
        for (; sample < Samples; sample++)
        {
            var sampled = _columns.SampleAt(sample, turn > 0);
            if (sampled >= outputColumn + TVector.Count)
            {
                break;
            }

            ref var kept = ref _scratch[SampledColumnsAt + (turn * SampledLength) + (sample * BandRows)];
            tile.StoreQuotient(sampled - outputColumn, _columns.CountAt(sampled), ref kept);
        }

        return sample;
    }

    // Pass 4: down the sampled columns; only sampled rows are divided and kept.
    private void BlurColumnsAndSample(int turn, int inputRow, int rows)
    {
        var sampled = _scratch[(turn * SampledLength)..];
        var strip = new ColumnStrip<TVector>(sampled.Slice(SampledStripAt, ColumnStrip<TVector>.Length), _rows);
        strip.Last.CopyTo(strip.Kept);
        TransposeSampled(sampled, strip.Band);
        for (var row = 0; row < rows; row++)
        {
            if (inputRow + row < 0 || inputRow + row >= _rows.Size)
            {
                strip.Band.Slice(row * Samples, Samples).Clear();
            }
        }

        strip.Sum(sampled.Slice(SampledRunningAt, Samples), Samples, rows, 1f);
        for (var row = 0; row < rows; row++)
        {
            var sums = strip.Sums.Slice(row * Samples, Samples);
            for (var grid = 2 * turn; grid < (2 * turn) + _turns; grid++)
            {
                TakeSamples(grid, sums, inputRow + row - _rows.Ahead);
            }
        }
    }

    private static void TransposeSampled(Span<float> sampled, Span<float> rows)
    {
        ref var from = ref sampled[SampledColumnsAt];
        for (var column = 0; column < Samples; column += TVector.Count)
        {
            for (var row = 0; row < BandRows; row += TVector.Count)
            {
                TVector.Transpose(
                    in Unsafe.Add(ref from, (column * BandRows) + row), BandRows,
                    ref rows[(row * Samples) + column], Samples);
            }
        }
    }

    private void TakeSamples(int grid, Span<float> sums, int row)
    {
        ref var taken = ref _rowsTaken[grid];
        for (; taken < Samples && _rows.SampleAt(taken, JaroszFilter.AreRowsTurned(grid)) == row; taken++)
        {
            var destination = _samples.Slice((grid * JaroszFilter.GridLength) + (taken * Samples), Samples);
            sums.CopyTo(destination);
            ColumnStrip<TVector>.Divide(destination, _rows.CountAt(row));
        }
    }

    private readonly ColumnStrip<TVector> Strip =>
        new(_scratch.Slice(StripAt, ColumnStrip<TVector>.Length), _rows);

    private readonly int EndOf(int firstColumn) => Math.Min(firstColumn + StripColumns, _columnsEnd);

    // How many rows of each grid have been taken.
    [InlineArray(JaroszFilter.GridCount)]
    private struct GridRows
    {
        private int _first;
    }
}
