using System.Numerics;
using System.Runtime.CompilerServices;
using ScanWorker.Hashing.Pdq.Vectors;

namespace ScanWorker.Hashing.Pdq;

/// <summary>The lower median of the 256 coefficients: the 128th in ascending order.</summary>
internal static class Median
{
    internal const int Count = Dct64To16.Size * Dct64To16.Size;
    private const int BelowMax = (Count / 2) - 1;

    /// <param name="coefficients">256 finite values.</param>
    internal static float Of(ReadOnlySpan<float> coefficients)
    {
        Span<float> sorted = stackalloc float[Count];
        coefficients.CopyTo(sorted);
        sorted.Sort();
        return sorted[BelowMax];
    }

    /// <summary>The same by bisection: the largest number that at most 127 coefficients lie below.</summary>
    /// <remarks>
    /// The bits of floats, as whole numbers, are in the order of the floats once negative ones are mirrored.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Of<TVector>(ReadOnlySpan<float> coefficients)
        where TVector : struct, IFloatVector<TVector>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(coefficients.Length, Count);
        long low = Order(float.MinValue);
        long high = Order(float.MaxValue);
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (CountBelow<TVector>(in coefficients[0], FromOrder((int)middle)) <= BelowMax)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return FromOrder((int)low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountBelow<TVector>(ref readonly float coefficients, float bound)
        where TVector : struct, IFloatVector<TVector>
    {
        var bounds = TVector.All(bound);
        var count = 0;
        for (var at = 0; at < Count; at += TVector.Count)
        {
            count += BitOperations.PopCount(TVector.BitsBelow(TVector.Load(in coefficients, at), bounds));
        }

        return count;
    }

    private static int Order(float value) => Mirror(BitConverter.SingleToInt32Bits(value));

    private static float FromOrder(int order) => BitConverter.Int32BitsToSingle(Mirror(order));

    private static int Mirror(int bits) => bits < 0 ? bits ^ int.MaxValue : bits;
}
