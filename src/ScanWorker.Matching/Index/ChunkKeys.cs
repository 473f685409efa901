using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index;

/// <summary>
/// Cuts a PDQ hash into sixteen chunks of sixteen bits, each followed by its neighbour on the ring: the keys of the
/// search tables.
/// </summary>
/// <remarks>
/// A chunk holds the bits of one 64-bit word (four rows of the 16 x 16 coefficients) whose row has one parity and whose
/// column has one parity. Mirroring a picture negates all coefficients of odd row, or of odd column, or of both, so it
/// leaves a chunk as it is or inverts it: the transforms of one picture often ask for the same buckets, which are then
/// in the cache. For exactness any cut would do.
/// </remarks>
internal static class ChunkKeys
{
    internal const int Chunks = 16;
    internal const int ChunkBits = 16;

    // Four classes of parity by four words. Row parity picks 16-bit units, column parity picks bits; the byte order
    // within a unit does not touch a bit's parity.
    private const ulong EvenColumnsOfEvenRows = 0x0000_5555_0000_5555;

    /// <summary>
    /// Chunk <paramref name="chunk"/> (0 to 15) in the upper 16 bits, its successor on the ring in the lower ones.
    /// </summary>
    internal static uint KeyOf(in Hash256 hash, int chunk) =>
        (ChunkOf(in hash, chunk) << ChunkBits) | ChunkOf(in hash, (chunk + 1) & (Chunks - 1));

    /// <summary>The key of each hash, into the first places of <paramref name="keys"/>.</summary>
    internal static void KeysOf(ReadOnlySpan<Hash256> hashes, int chunk, Span<uint> keys)
    {
        for (var row = 0; row < hashes.Length; row++)
        {
            keys[row] = KeyOf(in hashes[row], chunk);
        }
    }

    private static uint ChunkOf(in Hash256 hash, int chunk)
    {
        var word = Unsafe.Add(ref Unsafe.As<Hash256, ulong>(ref Unsafe.AsRef(in hash)), chunk & 3);
        return Bmi2.X64.IsSupported ? CutBmi2(word, chunk >> 2) : Cut(word, chunk >> 2);
    }

    internal static uint CutBmi2(ulong word, int parity) =>
        (uint)Bmi2.X64.ParallelBitExtract(word, EvenColumnsOfEvenRows << ShiftOf(parity));

    /// <summary>
    /// The sixteen bits of <paramref name="word"/> whose row and column have the given parity (0 to 3). The definition.
    /// </summary>
    internal static uint Cut(ulong word, int parity)
    {
        var bits = (word >> ShiftOf(parity)) & EvenColumnsOfEvenRows;

        // Every second bit moves together: pairs, nibbles, then the two bytes.
        bits = (bits | (bits >> 1)) & 0x0000_3333_0000_3333;
        bits = (bits | (bits >> 2)) & 0x0000_0F0F_0000_0F0F;
        bits = (bits | (bits >> 4)) & 0x0000_00FF_0000_00FF;
        return (uint)(bits | (bits >> 24)) & 0xFFFF;
    }

    private static int ShiftOf(int parity) => (parity & 1) + ((parity >> 1) * 16);
}
