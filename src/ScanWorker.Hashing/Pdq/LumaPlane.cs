using System.Runtime.CompilerServices;

namespace ScanWorker.Hashing.Pdq;

/// <summary>The luma of an image in the size PDQ works on: the image's own, or 512 x 512 for a larger one.</summary>
/// <remarks>
/// A decoder asks <see cref="SourceRow"/> which of its rows is wanted and hands over just those, so a large image is
/// never converted or copied as a whole. Not thread-safe. The memory is pooled; it is cleared when the plane is
/// disposed, because it shows the content.
/// </remarks>
public sealed class LumaPlane : IDisposable
{
    /// <summary>An image with more pixels than this in either dimension is sampled to this many in both.</summary>
    public const int DimensionMax = 512;

    /// <summary>Largest magnitude of luma; beyond it the reference's integer quality would overflow.</summary>
    public const float LumaMagnitudeMax = 65_536;

    private readonly PlaneShape _shape;
    private RowSet _rowsSet;
    private int _rowsMissing;
    private PlaneMemory? _memory;

    private LumaPlane(PlaneShape shape)
    {
        _shape = shape;
        _rowsMissing = shape.Height;
        _memory = PlaneMemory.Rent(shape);
    }

    /// <summary>Pixels in a row of the plane, 1 to 512.</summary>
    public int Width => _shape.Width;

    /// <summary>Rows of the plane, 1 to 512.</summary>
    public int Height => _shape.Height;

    /// <summary>The whole plane.</summary>
    /// <exception cref="InvalidOperationException">A row was never set: a cut decode must not give a hash.</exception>
    internal LumaView View
    {
        get
        {
            ObjectDisposedException.ThrowIf(_memory is null, this);
            return _rowsMissing == 0
                ? _memory.View(_shape)
                : throw new InvalidOperationException($"{_rowsMissing} of {Height} rows of the plane were never set.");
        }
    }

    /// <summary>An empty plane for an image of this size; every row must be set before it is hashed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1.</exception>
    public static LumaPlane For(int sourceWidth, int sourceHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceHeight, 1);
        return new LumaPlane(new PlaneShape(sourceWidth, sourceHeight));
    }

    /// <summary>Which row of the source image feeds <paramref name="row"/> of the plane; it never goes back.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not a row of the plane.</exception>
    public int SourceRow(int row)
    {
        ThrowIfOutside(row);
        return _shape.SourceRow(row);
    }

    /// <summary>The part of the source image that rows and columns of the plane stand for.</summary>
    internal PictureArea SourceArea(int left, int top, int right, int bottom)
    {
        var (x, y) = (_shape.SourceColumn(left), _shape.SourceRow(top));
        return new PictureArea(x, y, _shape.SourceColumn(right) - x, _shape.SourceRow(bottom) - y);
    }

    /// <summary>
    /// Fills <paramref name="row"/> from the row that <see cref="SourceRow"/> names: three bytes a pixel, R, G, B.
    /// </summary>
    /// <exception cref="ArgumentException">The source row is not 3 times the source width long.</exception>
    public void SetRow(int row, ReadOnlySpan<byte> sourceRgb24Row)
    {
        ThrowIfNotARow(sourceRgb24Row, 3, nameof(sourceRgb24Row));
        var luma = OpenRow(row, out var columns);
        LumaRow.FromColour(sourceRgb24Row, 3, columns, luma);
    }

    /// <summary>As <see cref="SetRow"/> with four bytes a pixel, R, G, B and one that is ignored.</summary>
    /// <exception cref="ArgumentException">The source row is not 4 times the source width long.</exception>
    public void SetRgbaRow(int row, ReadOnlySpan<byte> sourceRgba32Row)
    {
        ThrowIfNotARow(sourceRgba32Row, 4, nameof(sourceRgba32Row));
        var luma = OpenRow(row, out var columns);
        LumaRow.FromColour(sourceRgba32Row, 4, columns, luma);
    }

    /// <summary>As <see cref="SetRow"/> with one byte a pixel, which is the luma.</summary>
    /// <exception cref="ArgumentException">The source row is not as long as the source is wide.</exception>
    public void SetGreyRow(int row, ReadOnlySpan<byte> sourceGrey8Row)
    {
        ThrowIfNotARow(sourceGrey8Row, 1, nameof(sourceGrey8Row));
        var luma = OpenRow(row, out var columns);
        LumaRow.FromGrey(sourceGrey8Row, columns, luma);
    }

    public void Dispose()
    {
        _memory?.Return(_shape);
        _memory = null;
    }

    private void ThrowIfOutside(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
    }

    private void ThrowIfNotARow(ReadOnlySpan<byte> source, int bytesPerPixel, string parameter)
    {
        var expected = (long)_shape.SourceWidth * bytesPerPixel;
        if (source.Length != expected)
        {
            throw new ArgumentException(
                $"A source row of {_shape.SourceWidth} pixels has {expected} bytes, not {source.Length}.", parameter);
        }
    }

    private Span<float> OpenRow(int row, out ReadOnlySpan<int> columns)
    {
        ObjectDisposedException.ThrowIf(_memory is null, this);
        ThrowIfOutside(row);
        var bit = 1UL << (row % 64);
        if ((_rowsSet[row / 64] & bit) == 0)
        {
            _rowsSet[row / 64] |= bit;
            _rowsMissing--;
        }

        columns = _memory.Columns;
        return _memory.Row(_shape, row);
    }

    [InlineArray(DimensionMax / 64)]
    private struct RowSet
    {
        private ulong _first;
    }
}
