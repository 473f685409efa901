using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ScanWorker.Hashing.Pdq.Vectors;

namespace ScanWorker.Hashing.Pdq;

/// <summary>The hash: bit k is set when coefficient k = 16 * row + column is above the median.</summary>
/// <remarks>The reference's text starts with its word 15, so bit k counts from the end of the 32 bytes.</remarks>
internal static class MedianBits
{
    internal static Hash256 Of(ReadOnlySpan<float> coefficients, float median)
    {
        Span<byte> bytes = stackalloc byte[Hash256.SizeBytes];
        bytes.Clear();
        for (var k = 0; k < coefficients.Length; k++)
        {
            if (coefficients[k] > median)
            {
                bytes[Hash256.SizeBytes - 1 - (k / 8)] |= (byte)(1 << (k % 8));
            }
        }

        return new Hash256(bytes);
    }

    /// <summary>The same with one comparison in each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Hash256 Of<TVector>(ReadOnlySpan<float> coefficients, float median)
        where TVector : struct, IFloatVector<TVector>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(coefficients.Length, Median.Count);
        Span<byte> bytes = stackalloc byte[Hash256.SizeBytes];
        var medians = TVector.All(median);
        for (var word = 0; word < Hash256.SizeBytes / sizeof(ulong); word++)
        {
            var bits = 0UL;
            for (var bit = 0; bit < 64; bit += TVector.Count)
            {
                var values = TVector.Load(in coefficients[0], (word * 64) + bit);
                bits |= (ulong)TVector.BitsBelow(medians, values) << bit;
            }

            BinaryPrimitives.WriteUInt64BigEndian(bytes[(Hash256.SizeBytes - ((word + 1) * sizeof(ulong)))..], bits);
        }

        return new Hash256(bytes);
    }
}
