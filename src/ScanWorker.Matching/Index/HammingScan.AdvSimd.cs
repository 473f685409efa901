using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index;

internal static partial class HammingScan
{
    // CNT counts the bits of each byte; sixteen counts of at most 8 sum to at most 128, which the byte that ADDV gives
    // can hold.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int ScanAdvSimd(ReadOnlySpan<Hash256> known, in Hash256 query, int radiusBits, Span<int> hits)
    {
        ref var queryHalves = ref Unsafe.As<Hash256, Vector128<byte>>(ref Unsafe.AsRef(in query));
        var (queryFirst, querySecond) = (queryHalves, Unsafe.Add(ref queryHalves, 1));
        ref var halves = ref Unsafe.As<Hash256, Vector128<byte>>(ref MemoryMarshal.GetReference(known));
        var found = 0;
        for (var i = 0; i < known.Length; i++)
        {
            ref var first = ref Unsafe.Add(ref halves, (nint)i * 2);
            int distanceBits = AdvSimd.Arm64.AddAcross(AdvSimd.PopCount(first ^ queryFirst)).ToScalar();
            if (distanceBits <= radiusBits)
            {
                var second = Unsafe.Add(ref first, 1);
                distanceBits += AdvSimd.Arm64.AddAcross(AdvSimd.PopCount(second ^ querySecond)).ToScalar();
                if (distanceBits <= radiusBits)
                {
                    hits[found++] = i;
                }
            }
        }

        return found;
    }
}
