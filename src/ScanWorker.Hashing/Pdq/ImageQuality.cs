using System.Runtime.CompilerServices;
using ScanWorker.Hashing.Pdq.Filtering;
using ScanWorker.Hashing.Pdq.Vectors;

namespace ScanWorker.Hashing.Pdq;

/// <summary>How much there is to see: the sum of the significant gradients of the 64 x 64 samples.</summary>
/// <remarks>A gradient is cut to a whole percentage of 255, so that many faint ones do not add up.</remarks>
internal static class ImageQuality
{
    private const int Size = JaroszFilter.SampledSize;
    private const int Divisor = 90;
    private const int QualityMax = 100;

    private static ReadOnlySpan<float> FirstLaneOff => [0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];

    /// <returns>0 to 100.</returns>
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

        return Math.Min(sum / Divisor, QualityMax);
    }

    /// <summary>The same with one gradient in each lane.</summary>
    /// <remarks>A lane's sum is exact up to 2^24, and far beyond a quality of 100 when it no longer is.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Of<TVector>(ReadOnlySpan<float> samples)
        where TVector : struct, IFloatVector<TVector>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, Size * Size);
        ref readonly var first = ref samples[0];
        var sums = TVector.All(0f);
        for (var at = 0; at < (Size - 1) * Size; at += TVector.Count)
        {
            sums += Gradients<TVector>(in first, at, Size);
        }

        // A row has 63 neighbours: its last vector overlaps the one before by a lane, which is not counted again.
        var counted = TVector.Load(in FirstLaneOff[0], 0);
        for (var row = 0; row < Size * Size; row += Size)
        {
            for (var at = row; at < row + Size - TVector.Count; at += TVector.Count)
            {
                sums += Gradients<TVector>(in first, at, 1);
            }

            sums += Gradients<TVector>(in first, row + Size - 1 - TVector.Count, 1) * counted;
        }

        return Math.Min(Total(sums) / Divisor, QualityMax);
    }

    private static int Gradient(float here, float next) => Math.Abs((int)((here - next) * 100 / 255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Gradients<TVector>(ref readonly float samples, int at, int distance)
        where TVector : struct, IFloatVector<TVector>
    {
        var difference = TVector.Load(in samples, at) - TVector.Load(in samples, at + distance);
        return TVector.WholeMagnitude(difference * TVector.All(100f) / TVector.All(255f));
    }

    private static int Total<TVector>(TVector sums)
        where TVector : struct, IFloatVector<TVector>
    {
        Span<float> lanes = stackalloc float[FirstLaneOff.Length];
        sums.Store(ref lanes[0], 0);
        var total = 0;
        foreach (var lane in lanes[..TVector.Count])
        {
            total += (int)lane;
        }

        return total;
    }
}
