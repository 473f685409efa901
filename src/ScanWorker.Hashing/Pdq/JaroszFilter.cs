using System.Buffers;

namespace ScanWorker.Hashing.Pdq;

/// <summary>Blurs a plane with a tent (two box filters along each axis) and takes 64 x 64 samples of it.</summary>
internal static class JaroszFilter
{
    internal const int SampledSize = 64;
    private const int Repetitions = 2;

    /// <summary>Blurs <paramref name="plane"/> and samples it.</summary>
    /// <param name="samples">Receives 64 x 64 values, row-major.</param>
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
        for (var row = 0; row < SampledSize; row++)
        {
            var source = SampleAt(row, height) * width;
            for (var column = 0; column < SampledSize; column++)
            {
                samples[(row * SampledSize) + column] = luma[source + SampleAt(column, width)];
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
