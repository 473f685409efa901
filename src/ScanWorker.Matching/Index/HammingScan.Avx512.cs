using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index;

internal static partial class HammingScan
{
    private const int StepAvx512 = 16;

    // A step is sixteen hashes, eight vectors of two. Per pair of vectors one permutation gathers the first halves of
    // four hashes; their XOR with the query's first half is counted by nibbles and summed by 64-bit lane: two partial
    // sums a hash, each at most 64. Four such results share a vector as 16-bit fields, so that one exchange of
    // neighbouring lanes completes the sums of all sixteen hashes and one comparison judges them: those that pass are
    // measured in full.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int ScanAvx512(ReadOnlySpan<Hash256> known, in Hash256 query, int radiusBits, Span<int> hits)
    {
        var half = Unsafe.As<Hash256, Vector128<byte>>(ref Unsafe.AsRef(in query));
        var queryHalves = Vector512.Create(Vector256.Create(half, half), Vector256.Create(half, half));
        var nibbleBits = Vector256.Create(NibbleBits, NibbleBits);
        var allNibbleBits = Vector512.Create(nibbleBits, nibbleBits);
        var radius = Vector512.Create((ushort)radiusBits);
        ref var hashes = ref Unsafe.As<Hash256, ulong>(ref MemoryMarshal.GetReference(known));
        var (i, found) = (0, 0);
        for (; i <= known.Length - StepAvx512; i += StepAvx512)
        {
            ref var at = ref Unsafe.Add(ref hashes, (nint)i * 4);
            var sums = CountHalves(ref at, queryHalves, allNibbleBits)
                | (CountHalves(ref Unsafe.Add(ref at, 16), queryHalves, allNibbleBits) << 16)
                | (CountHalves(ref Unsafe.Add(ref at, 32), queryHalves, allNibbleBits) << 32)
                | (CountHalves(ref Unsafe.Add(ref at, 48), queryHalves, allNibbleBits) << 48);
            sums += Avx512F.Permute4x64(sums, 0b10_11_00_01);
            var near = Vector512.LessThanOrEqual(sums.AsUInt16(), radius).ExtractMostSignificantBits();
            if (near != 0)
            {
                found = ScanNear(known, in query, radiusBits, hits, i, ByPosition((uint)near), found);
            }
        }

        return ScanRest(known, in query, radiusBits, hits, i, found);
    }

    // Hash number 4 * field + pair has bit 8 * pair + field; the odd lane of each pair says the same again. Four
    // nibbles of four bits, transposed: first within blocks of two by two, then the blocks.
    private static uint ByPosition(uint near)
    {
        var bits = (near & 0xF) | ((near >> 4) & 0xF0) | ((near >> 8) & 0xF00) | ((near >> 12) & 0xF000);
        var moved = (bits ^ (bits >> 3)) & 0x0A0A;
        bits ^= moved ^ (moved << 3);
        moved = (bits ^ (bits >> 6)) & 0x00CC;
        return bits ^ moved ^ (moved << 6);
    }

    private static Vector512<ulong> CountHalves(
        ref ulong fourHashes, Vector512<byte> queryHalves, Vector512<byte> nibbleBits)
    {
        var firstHalves = Avx512F.PermuteVar8x64x2(
            Vector512.LoadUnsafe(ref fourHashes),
            Vector512.Create(0UL, 1, 4, 5, 8, 9, 12, 13),
            Vector512.LoadUnsafe(ref fourHashes, 8));
        var differing = firstHalves.AsByte() ^ queryHalves;
        var nibble = Vector512.Create((byte)0x0F);
        var bits = Avx512BW.Shuffle(nibbleBits, differing & nibble)
            + Avx512BW.Shuffle(nibbleBits, (differing.AsUInt16() >>> 4).AsByte() & nibble);
        return Avx512BW.SumAbsoluteDifferences(bits, Vector512<byte>.Zero).AsUInt64();
    }
}
