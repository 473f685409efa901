namespace ScanWorker.Testing.Pictures;

/// <summary>
/// A benign picture that is the same on every machine: whole numbers only, no random source, no file.
/// </summary>
/// <remarks>Golden hashes rest on these pixels. A pattern is never changed; a new one is added instead.</remarks>
internal sealed record GeneratedPicture(PicturePattern Pattern, int Width, int Height)
{
    internal string Name => $"{Pattern}-{Width}x{Height}".ToLowerInvariant();

    public override string ToString() => Name;

    /// <summary>Writes row <paramref name="y"/> as three bytes a pixel.</summary>
    internal void FillRow(int y, Span<byte> rgb)
    {
        for (var x = 0; x < Width; x++)
        {
            var (red, green, blue) = PatternPixels.At(Pattern, x, y, Width, Height);
            rgb[3 * x] = (byte)red;
            rgb[(3 * x) + 1] = (byte)green;
            rgb[(3 * x) + 2] = (byte)blue;
        }
    }

    /// <summary>The whole picture, row by row, three bytes a pixel.</summary>
    internal byte[] ToRgb24()
    {
        var pixels = new byte[3 * Width * Height];
        for (var y = 0; y < Height; y++)
        {
            FillRow(y, pixels.AsSpan(3 * Width * y, 3 * Width));
        }

        return pixels;
    }
}
