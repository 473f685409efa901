using System.Numerics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>
/// How opaque the pixels of a BMP are, as browsers take it: where the header has a mask for it, whatever its size and
/// its compression say, and unless all of it is zero. Skia's codec leaves it out.
/// </summary>
internal sealed class BmpOpacity
{
    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly int _rowBytes;
    private readonly int _pixelBytes;
    private readonly int _height;
    private readonly uint _mask;

    private BmpOpacity(ReadOnlyMemory<byte> pixels, int rowBytes, int pixelBytes, int height, uint mask) =>
        (_pixels, _rowBytes, _pixelBytes, _height, _mask) = (pixels, rowBytes, pixelBytes, height, mask);

    /// <returns>Null where it says nothing of opacity that counts.</returns>
    public static BmpOpacity? Of(BmpHeader header, ReadOnlyMemory<byte> content)
    {
        if (header.OpacityMask == 0 || header.Bits is not (16 or 32) || header.PixelsAt > content.Length
            || header.Width <= 0 || header.Height is 0 or int.MinValue || header.RowBytes > int.MaxValue)
        {
            return null;
        }

        var opacity = new BmpOpacity(
            content[(int)header.PixelsAt..], (int)header.RowBytes, header.Bits / 8, header.Height, header.OpacityMask);
        return opacity.IsAllZero() ? null : opacity;
    }

    /// <param name="y">From the top of the picture.</param>
    /// <param name="row">R, G, B and opacity of its pixels; the opacity is set as far as the content goes.</param>
    public void Set(int y, Span<byte> row)
    {
        var source = Row(y);
        for (int from = 0, to = 3; from + _pixelBytes <= source.Length && to < row.Length; from += _pixelBytes, to += 4)
        {
            row[to] = Opacity(source[from..]);
        }
    }

    private ReadOnlySpan<byte> Row(int y)
    {
        var start = (long)_rowBytes * (_height > 0 ? _height - 1 - y : y);
        var rest = start < _pixels.Length ? _pixels.Span[(int)start..] : [];
        return rest[..Math.Min(rest.Length, _rowBytes)];
    }

    private byte Opacity(ReadOnlySpan<byte> pixel)
    {
        var shift = BitOperations.TrailingZeroCount(_mask);
        var (value, most) = ((Value(pixel) & _mask) >> shift, _mask >> shift);
        return (byte)((value * (ulong)byte.MaxValue + (most / 2)) / most);
    }

    private bool IsAllZero()
    {
        for (var y = 0; y < Math.Abs(_height); y++)
        {
            var row = Row(y);
            for (var x = 0; x + _pixelBytes <= row.Length; x += _pixelBytes)
            {
                if ((Value(row[x..]) & _mask) != 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private uint Value(ReadOnlySpan<byte> pixel) =>
        _pixelBytes == 2 ? ReadUInt16LittleEndian(pixel) : ReadUInt32LittleEndian(pixel);
}
