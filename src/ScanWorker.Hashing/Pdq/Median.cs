namespace ScanWorker.Hashing.Pdq;

/// <summary>The lower median of the 256 coefficients: the 128th in ascending order.</summary>
internal static class Median
{
    internal const int Count = Dct64To16.Size * Dct64To16.Size;

    /// <param name="coefficients">256 finite values.</param>
    internal static float Of(ReadOnlySpan<float> coefficients)
    {
        Span<float> sorted = stackalloc float[Count];
        coefficients.CopyTo(sorted);
        sorted.Sort();
        return sorted[(Count / 2) - 1];
    }
}
