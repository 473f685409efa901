using System.Buffers;
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

    // From the reference: the usual RGB to luminance weights, in 32-bit floats.
    private const float RedWeight = 0.299f;
    private const float GreenWeight = 0.587f;
    private const float BlueWeight = 0.114f;

    private readonly int _sourceWidth;
    private readonly int _sourceHeight;
    private RowSet _rowsSet;
    private int _rowsMissing;
    private float[]? _luma;

    private LumaPlane(int sourceWidth, int sourceHeight)
    {
        _sourceWidth = sourceWidth;
        _sourceHeight = sourceHeight;
        var isSampled = sourceWidth > DimensionMax || sourceHeight > DimensionMax;
        Width = isSampled ? DimensionMax : sourceWidth;
        Height = isSampled ? DimensionMax : sourceHeight;
        _rowsMissing = Height;
        _luma = ArrayPool<float>.Shared.Rent(Width * Height);
    }

    /// <summary>Pixels in a row of the plane, 1 to 512.</summary>
    public int Width { get; }

    /// <summary>Rows of the plane, 1 to 512.</summary>
    public int Height { get; }

    /// <summary>Row-major, <see cref="Height"/> times <see cref="Width"/> values.</summary>
    /// <exception cref="InvalidOperationException">A row was never set: its luma would be somebody else's memory.</exception>
    internal ReadOnlySpan<float> Luma
    {
        get
        {
            ObjectDisposedException.ThrowIf(_luma is null, this);
            return _rowsMissing == 0
                ? _luma.AsSpan(0, Width * Height)
                : throw new InvalidOperationException($"{_rowsMissing} of {Height} rows of the plane were never set.");
        }
    }

    /// <summary>An empty plane for an image of this size; every row must be set before it is hashed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1.</exception>
    public static LumaPlane For(int sourceWidth, int sourceHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sourceHeight, 1);
        return new LumaPlane(sourceWidth, sourceHeight);
    }

    /// <summary>Which row of the source image feeds <paramref name="row"/> of the plane; ascending, and not each is used.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="row"/> is not a row of the plane.</exception>
    public int SourceRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
        return Nearest(row, _sourceHeight, Height);
    }

    /// <summary>Fills <paramref name="row"/> from the source row that <see cref="SourceRow"/> names: three bytes a pixel, R, G, B.</summary>
    /// <exception cref="ArgumentException">The source row is not 3 times the source width long.</exception>
    public void SetRow(int row, ReadOnlySpan<byte> sourceRgb24Row) => SetColourRow(row, sourceRgb24Row, 3);

    /// <summary>As <see cref="SetRow"/> with four bytes a pixel, R, G, B and one that is ignored.</summary>
    /// <exception cref="ArgumentException">The source row is not 4 times the source width long.</exception>
    public void SetRgbaRow(int row, ReadOnlySpan<byte> sourceRgba32Row) => SetColourRow(row, sourceRgba32Row, 4);

    /// <summary>As <see cref="SetRow"/> with one byte a pixel, which is the luma.</summary>
    /// <exception cref="ArgumentException">The source row is not as long as the source is wide.</exception>
    public void SetGreyRow(int row, ReadOnlySpan<byte> sourceGrey8Row)
    {
        var luma = OpenRow(row, sourceGrey8Row.Length, 1);
        for (var column = 0; column < luma.Length; column++)
        {
            luma[column] = sourceGrey8Row[Nearest(column, _sourceWidth, Width)];
        }
    }

    /// <summary>As <see cref="SetGreyRow"/> from luma that is a float already.</summary>
    internal void SetLumaRow(int row, ReadOnlySpan<float> sourceLumaRow)
    {
        var luma = OpenRow(row, sourceLumaRow.Length, 1);
        for (var column = 0; column < luma.Length; column++)
        {
            luma[column] = sourceLumaRow[Nearest(column, _sourceWidth, Width)];
        }
    }

    public void Dispose()
    {
        if (_luma is { } luma)
        {
            _luma = null;
            luma.AsSpan(0, Width * Height).Clear();
            ArrayPool<float>.Shared.Return(luma);
        }
    }

    private static int Nearest(int index, int sourceSize, int size) =>
        size == sourceSize ? index : (int)((long)index * sourceSize / size);

    private void SetColourRow(int row, ReadOnlySpan<byte> source, int bytesPerPixel)
    {
        var luma = OpenRow(row, source.Length, bytesPerPixel);
        for (var column = 0; column < luma.Length; column++)
        {
            var pixel = source.Slice(Nearest(column, _sourceWidth, Width) * bytesPerPixel, 3);
            luma[column] = (RedWeight * pixel[0]) + (GreenWeight * pixel[1]) + (BlueWeight * pixel[2]);
        }
    }

    private Span<float> OpenRow(int row, int sourceLength, int bytesPerPixel)
    {
        ObjectDisposedException.ThrowIf(_luma is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Height);
        var expected = (long)_sourceWidth * bytesPerPixel;
        if (sourceLength != expected)
        {
            throw new ArgumentException(
                $"A source row of {_sourceWidth} pixels has {expected} bytes, not {sourceLength}.", nameof(sourceLength));
        }

        var bit = 1UL << (row % 64);
        if ((_rowsSet[row / 64] & bit) == 0)
        {
            _rowsSet[row / 64] |= bit;
            _rowsMissing--;
        }

        return _luma.AsSpan(row * Width, Width);
    }

    [InlineArray(DimensionMax / 64)]
    private struct RowSet
    {
        private ulong _first;
    }
}
