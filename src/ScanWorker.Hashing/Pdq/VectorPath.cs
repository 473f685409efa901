using ScanWorker.Hashing.Pdq.Vectors;

namespace ScanWorker.Hashing.Pdq;

/// <summary>Independent sums side by side in vectors of one width.</summary>
internal sealed class VectorPath<TVector> : PdqPath
    where TVector : struct, IFloatVector<TVector>
{
    internal override string Name => typeof(TVector).Name;

    internal override bool IsSupported => TVector.IsSupported;

    internal override void Filter(LumaView plane, Span<float> scratch, Span<float> samples) =>
        BandedJaroszFilter<TVector>.Run(plane, scratch, samples);

    internal override void Transform(ReadOnlySpan<float> samples, Span<float> half, Span<float> coefficients) =>
        Dct64To16.Run<TVector>(samples, half, coefficients);

    internal override int QualityOf(ReadOnlySpan<float> samples) => ImageQuality.Of<TVector>(samples);

    internal override float MedianOf(ReadOnlySpan<float> coefficients) => Median.Of<TVector>(coefficients);

    internal override Hash256 BitsOf(ReadOnlySpan<float> coefficients, float median) =>
        MedianBits.Of<TVector>(coefficients, median);
}
