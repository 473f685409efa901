using System.Numerics;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>
/// How opaque the pixels of a BMP are, as browsers take it: where the header has a mask for it, whatever its size and
/// its compression say, and unless all of it is zero. Skia's codec leaves it out.
/// </summary>
internal sealed class BmpOpacity
{
    private const int FileHeaderBytes = 14;
    private const int InfoBytes = 40;
    private const int MaskAt = 52;
    private const uint AlphaBitFields = 6;

    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly int _rowBytes;
    private readonly int _pixelBytes;
    private readonly int _height;
    private readonly uint _mask;

    private BmpOpacity(ReadOnlyMemory<byte> pixels, int rowBytes, int pixelBytes, int height, uint mask) =>
        (_pixels, _rowBytes, _pixelBytes, _height, _mask) = (pixels, rowBytes, pixelBytes, height, mask);

    /// <param name="content">A BMP whose headers are there.</param>
    /// <returns>Null where it says nothing of opacity that counts.</returns>
    public static BmpOpacity? Of(ReadOnlyMemory<byte> content)
    {
        var header = content.Span[FileHeaderBytes..];
        var mask = MaskOf(content.Span);
        if (mask == 0)
        {
            return null;
        }

        var (width, height) = (ReadInt32LittleEndian(header[4..]), ReadInt32LittleEndian(header[8..]));
        var (bits, pixelsAt) = (ReadUInt16LittleEndian(header[14..]), ReadUInt32LittleEndian(content.Span[10..]));
        var rowBytes = (((long)width * bits) + 31) / 32 * 4;
        if (bits is not (16 or 32) || pixelsAt > content.Length || width <= 0 || height is 0 or int.MinValue
            || rowBytes > int.MaxValue)
        {
            return null;
        }

        var opacity = new BmpOpacity(content[(int)pixelsAt..], (int)rowBytes, bits / 8, height, mask);
        return opacity.IsAllZero() ? null : opacity;
    }

    /// <summary>What the header says of opacity; 0 if nothing.</summary>
    public static uint MaskOf(ReadOnlySpan<byte> content)
    {
        var headerBytes = ReadUInt32LittleEndian(content[FileHeaderBytes..]);
        var isThere = headerBytes switch
        {
            InfoBytes => ReadUInt32LittleEndian(content[(FileHeaderBytes + 16)..]) == AlphaBitFields,
            56 or 60 or 108 or 124 => true,
            _ => false,
        };
        return isThere && content.Length >= FileHeaderBytes + MaskAt + 4
            ? ReadUInt32LittleEndian(content[(FileHeaderBytes + MaskAt)..])
            : 0;
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
