using System.IO.Compression;

namespace ScanWorker.Adapters.Decoding.Structures.Png;

/// <summary>Unpacks the pixels of a PNG to see whether there are exactly as many as there must be. Nothing is
/// kept.</summary>
internal static class PngPixels
{
    private const int ZlibHeaderBytes = 2;
    private const int WindowMaxBits = 15;
    private const int FilterMax = 4;
    private const int WidthMax = 1 << 20;

    /// <returns>What is odd about them, or null.</returns>
    /// <param name="header">Of the file.</param>
    /// <param name="frame">The frame, whose pixels are whole.</param>
    /// <param name="colours">How many colours the palette has.</param>
    /// <param name="deadline">Ends the work.</param>
    public static Oddity? OddityOf(PngHeader header, PngFrame frame, int colours, CancellationToken deadline)
    {
        if (frame.Width > WidthMax)
        {
            return Oddity.PixelData;
        }

        var passes = header.Passes(frame.Width, frame.Height).ToList();
        if (!HasPlainWindow(frame, passes.Sum(pass => pass.Rows * (pass.RowBytes + 1L))))
        {
            return Oddity.PixelData;
        }

        using var packed = new SplicedStream(frame.Data, deadline);
        using var pixels = new ZLibStream(packed, CompressionMode.Decompress);
        var checksIndexes = header.Kind == PngHeader.PaletteKind && colours < 1 << header.Bits;
        try
        {
            foreach (var (rows, rowBytes, width) in passes)
            {
                var (above, row) = (new byte[1 + rowBytes], new byte[1 + rowBytes]);
                for (var y = 0; y < rows; y++)
                {
                    if (pixels.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length
                        || row[0] > FilterMax)
                    {
                        return Oddity.PixelData;
                    }

                    if (checksIndexes)
                    {
                        Unfilter(row[0], row.AsSpan(1), above.AsSpan(1));
                        if (LargestIndex(row.AsSpan(1), header.Bits, width) >= colours)
                        {
                            return Oddity.PaletteIndex;
                        }

                        (above, row) = (row, above);
                    }
                }
            }

            return pixels.ReadByte() < 0 ? null : Oddity.PixelData;
        }
        catch (InvalidDataException)
        {
            return Oddity.PixelData;
        }
    }

    // Some decoders refuse what points farther back than the window that the stream announces; others do not look.
    private static bool HasPlainWindow(PngFrame frame, long pixelBytes)
    {
        Span<byte> header = stackalloc byte[ZlibHeaderBytes];
        using var start = new SplicedStream(frame.Data, CancellationToken.None);
        if (start.Read(header) < ZlibHeaderBytes || (header[0] & 0xF) != 8 || (header[1] & 0x20) != 0)
        {
            return false;
        }

        var windowBits = (header[0] >> 4) + 8;
        return windowBits == WindowMaxBits || (windowBits < WindowMaxBits && pixelBytes <= 1 << windowBits);
    }

    // PNG (9.2), for one byte a pixel or less.
    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (var i = 0; i < row.Length && filter != 0; i++)
        {
            var (left, up, corner) = i == 0 ? ((byte)0, above[0], (byte)0) : (row[i - 1], above[i], above[i - 1]);
            row[i] += filter switch
            {
                1 => left,
                2 => up,
                3 => (byte)((left + up) / 2),
                _ => Paeth(left, up, corner),
            };
        }
    }

    private static byte Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (toLeft, toUp, toCorner) =
            (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }

    /// <summary>The largest index in a row of the given width.</summary>
    public static int LargestIndex(ReadOnlySpan<byte> row, int bits, int width)
    {
        var largest = 0;
        if (bits == 8)
        {
            foreach (var index in row[..width])
            {
                largest = Math.Max(largest, index);
            }

            return largest;
        }

        for (var x = 0; x < width; x++)
        {
            var at = x * bits;
            largest = Math.Max(largest, (row[at >> 3] >> (8 - bits - (at & 7))) & ((1 << bits) - 1));
        }

        return largest;
    }
}
