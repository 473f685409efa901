namespace ScanWorker.Hashing.Pdq;

/// <summary>
/// The definition: plain code, one value after the other. For machines without vectors, and to test against.
/// </summary>
internal sealed class ScalarPath : PdqPath
{
    internal override string Name => "Scalar";

    internal override bool IsSupported => true;

    internal override void Filter(LumaView plane, Span<float> scratch, Span<float> samples) =>
        JaroszFilter.Run(plane, samples);

    internal override void Transform(ReadOnlySpan<float> samples, Span<float> half, Span<float> coefficients) =>
        Dct64To16.Run(samples, half, coefficients);

    internal override int QualityOf(ReadOnlySpan<float> samples) => ImageQuality.Of(samples);

    internal override float MedianOf(ReadOnlySpan<float> coefficients) => Median.Of(coefficients);

    internal override Hash256 BitsOf(ReadOnlySpan<float> coefficients, float median) =>
        MedianBits.Of(coefficients, median);
}
