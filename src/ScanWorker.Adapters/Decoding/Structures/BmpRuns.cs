using ScanWorker.Adapters.Decoding.Structures.Png;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>Walks the run lengths of a BMP to see whether they make exactly its pixels, row by row.</summary>
internal static class BmpRuns
{
    /// <returns>What is odd about them, or null: a row that is left early or overrun, a jump, a colour that is not
    /// there, or no end.</returns>
    public static Oddity? OddityOf(
        ReadOnlySpan<byte> data, int width, int height, int bits, int colours, CancellationToken deadline)
    {
        var (x, y, position) = (0, 0, 0);
        while (position + 1 < data.Length)
        {
            var (count, value) = (data[position], data[position + 1]);
            position += 2;
            if (count > 0)
            {
                x += count;
                if (x > width || y >= height || LargestOf(value, bits, count) >= colours)
                {
                    return Oddity.PixelData;
                }

                continue;
            }

            switch (value)
            {
                case 0:
                    deadline.ThrowIfCancellationRequested();
                    if (x != width || y++ >= height)
                    {
                        return Oddity.PixelData;
                    }

                    x = 0;
                    break;
                case 1:
                    return (y == height && x == 0) || (y == height - 1 && x == width) ? null : Oddity.PixelData;
                case 2:
                    return Oddity.PixelData;
                default:
                    // That many pixels as they are, filled up to an even number of bytes.
                    var bytes = bits == 8 ? value : (value + 1) / 2;
                    x += value;
                    if (x > width || y >= height || bytes + (bytes & 1) > data.Length - position
                        || PngPixels.LargestIndex(data.Slice(position, bytes), bits, value) >= colours)
                    {
                        return Oddity.PixelData;
                    }

                    position += bytes + (bytes & 1);
                    break;
            }
        }

        return Oddity.PixelData;
    }

    private static int LargestOf(byte value, int bits, int count) =>
        bits == 8 ? value : count == 1 ? value >> 4 : Math.Max(value >> 4, value & 0xF);
}
