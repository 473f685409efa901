using ScanWorker.Hashing.Pdq.Lanes;

namespace ScanWorker.Hashing.Pdq;

/// <summary>Independent sums side by side in vectors of one width.</summary>
internal sealed class LanePath<TLanes> : PdqPath
    where TLanes : struct, ILanes<TLanes>
{
    internal override string Name => typeof(TLanes).Name;

    internal override bool IsSupported => TLanes.IsSupported;

    internal override void Filter(LumaView plane, Span<float> scratch, Span<float> samples) =>
        BandedJaroszFilter<TLanes>.Run(plane, scratch, samples);

    internal override void Transform(ReadOnlySpan<float> samples, Span<float> half, Span<float> coefficients) =>
        Dct64To16.Run<TLanes>(samples, half, coefficients);

    internal override int QualityOf(ReadOnlySpan<float> samples) => ImageQuality.Of<TLanes>(samples);

    internal override float MedianOf(ReadOnlySpan<float> coefficients) => Median.Of<TLanes>(coefficients);

    internal override Hash256 BitsOf(ReadOnlySpan<float> coefficients, float median) =>
        MedianBits.Of<TLanes>(coefficients, median);
}
