using System.Runtime.CompilerServices;
using ScanWorker.Hashing.Pdq.Lanes;

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
    internal static int Of<TLanes>(ReadOnlySpan<float> samples)
        where TLanes : struct, ILanes<TLanes>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, Size * Size);
        ref readonly var first = ref samples[0];
        var sums = TLanes.All(0f);
        for (var at = 0; at < (Size - 1) * Size; at += TLanes.Count)
        {
            sums += Gradients<TLanes>(in first, at, Size);
        }

        // A row has 63 neighbours: its last vector overlaps the one before by a lane, which is not counted again.
        var counted = TLanes.Load(in FirstLaneOff[0], 0);
        for (var row = 0; row < Size * Size; row += Size)
        {
            for (var at = row; at < row + Size - TLanes.Count; at += TLanes.Count)
            {
                sums += Gradients<TLanes>(in first, at, 1);
            }

            sums += Gradients<TLanes>(in first, row + Size - 1 - TLanes.Count, 1) * counted;
        }

        return Math.Min(Total(sums) / Divisor, QualityMax);
    }

    private static int Gradient(float here, float next) => Math.Abs((int)((here - next) * 100 / 255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Gradients<TLanes>(ref readonly float samples, int at, int distance)
        where TLanes : struct, ILanes<TLanes>
    {
        var difference = TLanes.Load(in samples, at) - TLanes.Load(in samples, at + distance);
        return TLanes.WholeMagnitude(difference * TLanes.All(100f) / TLanes.All(255f));
    }

    private static int Total<TLanes>(TLanes sums)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> lanes = stackalloc float[FirstLaneOff.Length];
        sums.Store(ref lanes[0], 0);
        var total = 0;
        foreach (var lane in lanes[..TLanes.Count])
        {
            total += (int)lane;
        }

        return total;
    }
}
