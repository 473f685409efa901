using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>
/// The pixels of a BMP of run lengths, as browsers draw them where the runs do not make exactly its rows: what passes
/// the end of a row is left out, what is skipped is transparent, and colours that are not there are black. Skia's codec
/// stops there instead.
/// </summary>
internal readonly ref struct BmpRunPixels
{
    private const int FileHeaderBytes = 14;
    private const int PaletteEntryBytes = 4;
    private const uint RunLength8 = 1;
    private const uint RunLength4 = 2;

    private readonly ReadOnlySpan<byte> _palette;
    private readonly ReadOnlySpan<byte> _runs;
    private readonly Span<byte> _rgba;
    private readonly int _width;
    private readonly int _bits;

    private BmpRunPixels(ReadOnlySpan<byte> palette, ReadOnlySpan<byte> runs, Span<byte> rgba, int width, int bits)
    {
        _palette = palette;
        _runs = runs;
        _rgba = rgba;
        (_width, _bits) = (width, bits);
    }

    private int Height => _rgba.Length / (_width * 4);

    /// <param name="content">A BMP whose headers are there.</param>
    /// <param name="width">As it declares.</param>
    /// <param name="rgba">All its pixels, from the top; left as they are unless it has run lengths.</param>
    public static void Draw(ReadOnlySpan<byte> content, int width, Span<byte> rgba)
    {
        var headerBytes = (int)ReadUInt32LittleEndian(content[FileHeaderBytes..]);
        var bits = ReadUInt16LittleEndian(content[(FileHeaderBytes + 14)..]);
        var compression = headerBytes >= 20 ? ReadUInt32LittleEndian(content[(FileHeaderBytes + 16)..]) : 0;
        var pixelsAt = ReadUInt32LittleEndian(content[10..]);
        if ((compression, bits) is not ((RunLength8, 8) or (RunLength4, 4)) || pixelsAt > content.Length)
        {
            return;
        }

        var used = headerBytes >= 36 ? ReadUInt32LittleEndian(content[(FileHeaderBytes + 32)..]) : 0;
        var colours = used == 0 || used > 1 << bits ? 1 << bits : (int)used;
        var palette = content[Math.Min(content.Length, FileHeaderBytes + headerBytes)..];
        palette = palette[..Math.Min(palette.Length, colours * PaletteEntryBytes)];
        rgba.Clear();
        new BmpRunPixels(palette, content[(int)pixelsAt..], rgba, width, bits).Draw();
    }

    private void Draw()
    {
        var (x, y, at) = (0, 0, 0);
        while (at + 1 < _runs.Length)
        {
            var (count, code) = (_runs[at], _runs[at + 1]);
            at += 2;
            if ((count, code) == (0, 1) || y >= Height)
            {
                return;
            }

            switch (count, code)
            {
                case ( > 0, _):
                    for (var i = 0; i < count && x < _width; i++)
                    {
                        Set(x++, y, IndexOf(code, i));
                    }

                    break;
                case (_, 0):
                    (x, y) = (0, y + 1);
                    break;
                case (_, 2):
                    if (at + 1 >= _runs.Length)
                    {
                        return;
                    }

                    (x, y, at) = (Math.Min(_width, x + _runs[at]), y + _runs[at + 1], at + 2);
                    break;
                default:
                    var bytes = ((code * _bits) + 15) / 16 * 2;
                    if (at + bytes > _runs.Length)
                    {
                        return;
                    }

                    for (var i = 0; i < code && x < _width; i++)
                    {
                        Set(x++, y, IndexOf(_runs[at + (i * _bits / 8)], i));
                    }

                    at += bytes;
                    break;
            }
        }
    }

    private int IndexOf(byte value, int pixel) => _bits == 8 ? value : pixel % 2 == 0 ? value >> 4 : value & 0xF;

    // Rows go from the bottom to the top.
    private void Set(int x, int y, int index)
    {
        var pixel = _rgba.Slice((((Height - 1 - y) * _width) + x) * 4, 4);
        var at = index * PaletteEntryBytes;
        var isThere = at + PaletteEntryBytes <= _palette.Length;
        pixel[0] = isThere ? _palette[at + 2] : (byte)0;
        pixel[1] = isThere ? _palette[at + 1] : (byte)0;
        pixel[2] = isThere ? _palette[at] : (byte)0;
        pixel[3] = byte.MaxValue;
    }
}
