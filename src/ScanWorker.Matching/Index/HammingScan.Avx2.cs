using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index;

internal static partial class HammingScan
{
    private const int StepAvx2 = 8;

    // As ScanAvx512 with half the width: eight hashes a step, the first halves of two in each vector.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int ScanAvx2(ReadOnlySpan<Hash256> known, in Hash256 query, int radiusBits, Span<int> hits)
    {
        var half = Unsafe.As<Hash256, Vector128<byte>>(ref Unsafe.AsRef(in query));
        var queryHalves = Vector256.Create(half, half);
        var nibbleBits = Vector256.Create(NibbleBits, NibbleBits);
        var radius = Vector256.Create((ushort)radiusBits);
        ref var hashes = ref Unsafe.As<Hash256, Vector256<byte>>(ref MemoryMarshal.GetReference(known));
        var (i, found) = (0, 0);
        for (; i <= known.Length - StepAvx2; i += StepAvx2)
        {
            ref var at = ref Unsafe.Add(ref hashes, i);
            var sums = CountHalves(ref at, queryHalves, nibbleBits)
                | (CountHalves(ref Unsafe.Add(ref at, 2), queryHalves, nibbleBits) << 16)
                | (CountHalves(ref Unsafe.Add(ref at, 4), queryHalves, nibbleBits) << 32)
                | (CountHalves(ref Unsafe.Add(ref at, 6), queryHalves, nibbleBits) << 48);
            sums += Avx2.Permute4x64(sums, 0b10_11_00_01);
            var near = Vector256.LessThanOrEqual(sums.AsUInt16(), radius).ExtractMostSignificantBits();
            if (near != 0)
            {
                // Hash number 2 * field + pair has bit 8 * pair + field; the odd lane of each pair says the same again.
                var byPosition = Spread(near & 0xF) | (Spread((near >> 8) & 0xF) << 1);
                found = ScanNear(known, in query, radiusBits, hits, i, byPosition, found);
            }
        }

        return ScanRest(known, in query, radiusBits, hits, i, found);
    }

    // Bit k to bit 2 * k.
    private static uint Spread(uint nibble)
    {
        var pairs = (nibble | (nibble << 2)) & 0x33;
        return (pairs | (pairs << 1)) & 0x55;
    }

    private static Vector256<ulong> CountHalves(
        ref Vector256<byte> twoHashes, Vector256<byte> queryHalves, Vector256<byte> nibbleBits)
    {
        var differing = Avx2.Permute2x128(twoHashes, Unsafe.Add(ref twoHashes, 1), 0b0010_0000) ^ queryHalves;
        var nibble = Vector256.Create((byte)0x0F);
        var bits = Avx2.Shuffle(nibbleBits, differing & nibble)
            + Avx2.Shuffle(nibbleBits, (differing.AsUInt16() >>> 4).AsByte() & nibble);
        return Avx2.SumAbsoluteDifferences(bits, Vector256<byte>.Zero).AsUInt64();
    }
}
