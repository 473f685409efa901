namespace ScanWorker.Hashing.Pdq;

/// <summary>Blurs a plane with a tent (two box filters along each axis) and takes 64 x 64 samples of it.</summary>
internal static class JaroszFilter
{
    internal const int SampledSize = 64;
    private const int Repetitions = 2;

    /// <summary>Blurs <paramref name="luma"/> in place and samples it.</summary>
    /// <param name="luma">Row-major plane; overwritten.</param>
    /// <param name="scratch">As long as <paramref name="luma"/>; overwritten.</param>
    /// <param name="samples">Receives 64 x 64 values, row-major.</param>
    internal static void Run(Span<float> luma, Span<float> scratch, int height, int width, Span<float> samples)
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

        for (var row = 0; row < SampledSize; row++)
        {
            var source = SampleAt(row, height) * width;
            for (var column = 0; column < SampledSize; column++)
            {
                samples[(row * SampledSize) + column] = luma[source + SampleAt(column, width)];
            }
        }
    }

    /// <summary>Half a block of the 64 x 64 grid, rounded up: two passes together cover the block.</summary>
    internal static int WindowSize(int size) => (size + (2 * SampledSize) - 1) / (2 * SampledSize);

    /// <summary>The centre of block <paramref name="index"/> of 64 along an axis of <paramref name="size"/> pixels.</summary>
    internal static int SampleAt(int index, int size) => (int)((index + 0.5) * size / SampledSize);

    /// <summary>One box filter along a line; the window is cut off at both ends.</summary>
    /// <remarks>The running sum adds before it subtracts, and is divided, never multiplied: rounding is part of the definition.</remarks>
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
