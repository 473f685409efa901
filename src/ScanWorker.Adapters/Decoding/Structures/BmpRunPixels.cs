namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>
/// The pixels of a BMP of run lengths, as browsers draw them where the runs do not make exactly its rows: what passes
/// the end of a row is left out, what is skipped is transparent, and colours that are not there are black. Skia's codec
/// stops there instead.
/// </summary>
internal readonly ref struct BmpRunPixels
{
    private const int PaletteEntryBytes = 4;

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

    /// <param name="header">Of the content.</param>
    /// <param name="content">All of it.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="rgba">All its pixels, from the top; left as they are unless it has run lengths.</param>
    public static void Draw(BmpHeader header, ReadOnlySpan<byte> content, int width, Span<byte> rgba)
    {
        if ((header.Compression, header.Bits) is not ((BmpHeader.RunLength8, 8) or (BmpHeader.RunLength4, 4))
            || header.PixelsAt > content.Length)
        {
            return;
        }

        var most = 1 << header.Bits;
        var colours = header.ColoursUsed == 0 || header.ColoursUsed > most ? most : (int)header.ColoursUsed;
        var palette = content[(BmpHeader.FileHeaderBytes + header.Bytes)..];
        palette = palette[..Math.Min(palette.Length, colours * PaletteEntryBytes)];
        rgba.Clear();
        new BmpRunPixels(palette, content[(int)header.PixelsAt..], rgba, width, header.Bits).Draw();
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
