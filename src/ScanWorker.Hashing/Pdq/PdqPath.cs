using ScanWorker.Hashing.Pdq.Filtering;
using ScanWorker.Hashing.Pdq.Vectors;

namespace ScanWorker.Hashing.Pdq;

/// <summary>One way to compute PDQ. All give the same bits; they differ in the instructions they use.</summary>
internal abstract class PdqPath
{
    /// <summary>All paths, the widest last.</summary>
    internal static IReadOnlyList<PdqPath> All { get; } =
    [
        new ScalarPath(),
        new VectorPath<FloatVector4>(),
        new VectorPath<FloatVector8>(),
        new VectorPath<FloatVector16>(),
    ];

    /// <summary>The widest path that this machine has instructions for.</summary>
    internal static PdqPath Best { get; } = All.Last(path => path.IsSupported);

    internal abstract string Name { get; }

    internal abstract bool IsSupported { get; }

    /// <summary>Blurs a plane of at most 512 x 512 and takes 64 x 64 samples of it.</summary>
    /// <param name="scratch">As <see cref="PdqScratch.Filter"/>.</param>
    /// <param name="samples">One grid or four, as <see cref="JaroszFilter.Run"/> fills them.</param>
    internal abstract void Filter(LumaView plane, Span<float> scratch, Span<float> samples);

    internal abstract void Transform(ReadOnlySpan<float> samples, Span<float> half, Span<float> coefficients);

    internal abstract int QualityOf(ReadOnlySpan<float> samples);

    internal abstract float MedianOf(ReadOnlySpan<float> coefficients);

    internal abstract Hash256 BitsOf(ReadOnlySpan<float> coefficients, float median);

    public override string ToString() => Name;
}

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
