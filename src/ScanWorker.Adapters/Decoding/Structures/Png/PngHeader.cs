using System.Diagnostics.CodeAnalysis;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures.Png;

/// <summary>What a PNG's <c>IHDR</c> says.</summary>
internal sealed record PngHeader(
    ReadOnlyMemory<byte> Data, int Width, int Height, int Bits, int Kind, bool IsInterlaced)
{
    public const int Bytes = 13;
    public const int PaletteKind = 3;

    /// <summary>Depth, kind and methods are of the standard.</summary>
    public bool IsPlain => Data.Length == Bytes && Data.Span[10] == 0 && Data.Span[11] == 0 && Data.Span[12] <= 1
        && Kind switch
        {
            0 => Bits is 1 or 2 or 4 or 8 or 16,
            PaletteKind => Bits is 1 or 2 or 4 or 8,
            2 or 4 or 6 => Bits is 8 or 16,
            _ => false,
        };

    private int BitsPerPixel => Bits * (Kind switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 });

    public static bool TryRead(ReadOnlyMemory<byte> data, [NotNullWhen(true)] out PngHeader? header)
    {
        header = data.Length < Bytes ? null : new PngHeader(
            data[..Bytes], ReadInt32BigEndian(data.Span), ReadInt32BigEndian(data.Span[4..]), data.Span[8],
            data.Span[9], data.Span[12] == 1);
        return header is { Width: > 0, Height: > 0 };
    }

    /// <summary>The rows of a picture of the given size as they are coded: how many, and how long, pass by
    /// pass.</summary>
    public IEnumerable<(int Rows, int RowBytes, int Width)> Passes(int width, int height)
    {
        (int X, int Y, int StepX, int StepY)[] passes = IsInterlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        foreach (var (x, y, stepX, stepY) in passes)
        {
            var (across, down) = ((width - x + stepX - 1) / stepX, (height - y + stepY - 1) / stepY);
            if (across > 0 && down > 0)
            {
                yield return (down, (int)((((long)across * BitsPerPixel) + 7) / 8), across);
            }
        }
    }
}
