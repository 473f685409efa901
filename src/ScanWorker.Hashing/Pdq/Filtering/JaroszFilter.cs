using System.Buffers;

namespace ScanWorker.Hashing.Pdq.Filtering;

/// <summary>Blurs a plane with a tent (two box filters along each axis) and takes 64 x 64 samples of it.</summary>
internal static class JaroszFilter
{
    internal const int SampledSize = 64;

    /// <summary>Values of one grid of samples.</summary>
    internal const int GridLength = SampledSize * SampledSize;

    /// <summary>As a picture has them upright; with its rows, its columns, and both in reverse.</summary>
    internal const int GridCount = 4;

    private const int Repetitions = 2;

    /// <summary>Blurs <paramref name="plane"/> and samples it.</summary>
    /// <param name="samples">Receives 64 x 64 values, row-major; or, if it is four times as long, also those at the
    /// places which count if the rows (1), the columns (2) or both (3) of the plane came in reverse, in the order that
    /// they have in the plane.</param>
    internal static void Run(LumaView plane, Span<float> samples)
    {
        var (height, width) = (plane.Height, plane.Width);
        var length = height * width;
        var rented = ArrayPool<float>.Shared.Rent(2 * length);
        var luma = rented.AsSpan(0, length);
        var scratch = rented.AsSpan(length, length);
        for (var row = 0; row < height; row++)
        {
            plane.Row(row).CopyTo(luma[(row * width)..]);
        }

        Blur(luma, scratch, height, width);
        var (rows, columns) = (new BoxAxis(height), new BoxAxis(width));
        for (var grid = 0; grid < samples.Length / GridLength; grid++)
        {
            for (var row = 0; row < SampledSize; row++)
            {
                var source = rows.SampleAt(row, AreRowsTurned(grid)) * width;
                for (var column = 0; column < SampledSize; column++)
                {
                    samples[(grid * GridLength) + (row * SampledSize) + column] =
                        luma[source + columns.SampleAt(column, AreColumnsTurned(grid))];
                }
            }
        }

        // What is left in it shows the content.
        rented.AsSpan(0, 2 * length).Clear();
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Half a block of the 64 x 64 grid, rounded up: two passes together cover the block.</summary>
    internal static int WindowSize(int size) => (size + (2 * SampledSize) - 1) / (2 * SampledSize);

    /// <summary>
    /// The centre of block <paramref name="index"/> of 64 along an axis of <paramref name="size"/> pixels.
    /// </summary>
    internal static int SampleAt(int index, int size) => (int)((index + 0.5) * size / SampledSize);

    internal static bool AreRowsTurned(int grid) => (grid & 1) != 0;

    internal static bool AreColumnsTurned(int grid) => (grid & 2) != 0;

    private static void Blur(Span<float> luma, Span<float> scratch, int height, int width)
    {
        var rowWindow = WindowSize(width);
        var columnWindow = WindowSize(height);
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            for (var row = 0; row < height; row++)
            {
                Box(luma[(row * width)..], scratch[(row * width)..], width, 1, rowWindow);
            }

            for (var column = 0; column < width; column++)
            {
                Box(scratch[column..], luma[column..], height, width, columnWindow);
            }
        }
    }

    /// <summary>One box filter along a line; the window is cut off at both ends.</summary>
    /// <remarks>
    /// The running sum adds before it subtracts and is then divided: how it rounds is part of the definition.
    /// </remarks>
    private static void Box(ReadOnlySpan<float> input, Span<float> output, int length, int stride, int window)
    {
        var ahead = window / 2;
        var added = 0;
        var removed = 0;
        var sum = 0f;
        for (; added < ahead; added++)
        {
            sum += input[added * stride];
        }

        for (var i = 0; i < length; i++)
        {
            if (added < length)
            {
                sum += input[added * stride];
                added++;
            }

            if (added - removed > window || i + ahead >= length)
            {
                sum -= input[removed * stride];
                removed++;
            }

            output[i * stride] = sum / (added - removed);
        }
    }
}
