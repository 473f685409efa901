namespace ScanWorker.Hashing.Pdq;

/// <summary>How much there is to see: the sum of the significant gradients of the 64 x 64 samples.</summary>
internal static class ImageQuality
{
    private const int Size = JaroszFilter.SampledSize;

    /// <returns>0 to 100.</returns>
    /// <remarks>A gradient is cut to a whole percentage of 255, so that many faint ones do not add up.</remarks>
    internal static int Of(ReadOnlySpan<float> samples)
    {
        var sum = 0;
        for (var i = 0; i < Size - 1; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                sum += Gradient(samples[(i * Size) + j], samples[((i + 1) * Size) + j]);
            }
        }

        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size - 1; j++)
            {
                sum += Gradient(samples[(i * Size) + j], samples[(i * Size) + j + 1]);
            }
        }

        return Math.Min(sum / 90, 100);
    }

    private static int Gradient(float here, float next) => Math.Abs((int)((here - next) * 100 / 255));
}
