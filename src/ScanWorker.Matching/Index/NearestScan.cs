using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index;

/// <summary>
/// Says how far the nearest of a bank's hashes is, however far: looks at every one. Immutable; for any number of
/// threads.
/// </summary>
/// <remarks>
/// Beyond the radii that tables serve, unrelated hashes are near by the hundred, and none can be left out. Where the
/// processor looks up 128 bytes at once (AVX-512 VBMI), hashes are kept in blocks of 64 as 37 groups of seven bits: a
/// group of all 64 against one query is one XOR and one look-up of its bits.
/// </remarks>
public sealed class NearestScan
{
    private const int QueriesAtOnce = 8;
    private const int BlockRows = 64;
    private const int GroupBits = 7;
    private const int Groups = (Hash256.SizeBits + GroupBits - 1) / GroupBits;

    private readonly Hash256[] _hashes; // Where there are no blocks.
    private readonly byte[] _blocks;

    internal NearestScan(ReadOnlySpan<Hash256> hashes, bool inBlocks)
    {
        _hashes = inBlocks ? [] : hashes.ToArray();
        _blocks = inBlocks ? BlocksOf(hashes) : [];
    }

    /// <summary>
    /// For each of the index's banks; those are empty that <paramref name="isWanted"/> leaves out by their position.
    /// </summary>
    public static ImmutableArray<NearestScan> ByBank(HashIndex index, Func<int, bool> isWanted)
    {
        var radii = Enumerable.Range(0, index.Banks.Length).Select(bank => isWanted(bank) ? 0 : -1).ToArray();
        var hashes = index.HashesWithin(radii).ToLookup(hash => hash.Bank, hash => hash.Hash);
        return
        [
            .. Enumerable.Range(0, index.Banks.Length)
                .Select(bank => new NearestScan([.. hashes[bank]], Avx512Vbmi.IsSupported)),
        ];
    }

    /// <returns>The distance of the nearest hash to one of the queries; 256 where there is none. A distance of 255 or
    /// 256 may be taken for the other.</returns>
    public int Nearest(ReadOnlySpan<Hash256> queries)
    {
        var nearest = Hash256.SizeBits;
        for (; !queries.IsEmpty; queries = queries[Math.Min(QueriesAtOnce, queries.Length)..])
        {
            var few = queries[..Math.Min(QueriesAtOnce, queries.Length)];
            nearest = Math.Min(nearest, _blocks.Length > 0 ? InBlocks(few) : InTurn(few));
        }

        return nearest;
    }

    // The definition.
    private int InTurn(ReadOnlySpan<Hash256> queries)
    {
        var nearest = Hash256.SizeBits;
        foreach (ref readonly var hash in _hashes.AsSpan())
        {
            foreach (ref readonly var query in queries)
            {
                nearest = Math.Min(nearest, query.DistanceTo(in hash));
            }
        }

        return nearest;
    }

    // Eight queries, each byte of their groups in a vector of its own; one that is lacking is the first again. A sum of
    // 255 stands for 256 too.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int InBlocks(ReadOnlySpan<Hash256> queries)
    {
        Span<Vector512<byte>> spread = stackalloc Vector512<byte>[Groups * QueriesAtOnce];
        for (var query = 0; query < QueriesAtOnce; query++)
        {
            for (var group = 0; group < Groups; group++)
            {
                spread[(group * QueriesAtOnce) + query] =
                    Vector512.Create(GroupOf(in queries[query < queries.Length ? query : 0], group));
            }
        }

        ref var first = ref MemoryMarshal.GetReference(spread);
        var nearest = Vector512<byte>.AllBitsSet;
        for (var start = 0; start < _blocks.Length; start += Groups * BlockRows)
        {
            ref var block = ref MemoryMarshal.GetReference(_blocks.AsSpan(start, Groups * BlockRows));
            nearest = Vector512.Min(nearest, NearestOf(ref block, ref first));
        }

        var least = byte.MaxValue;
        for (var row = 0; row < BlockRows; row++)
        {
            least = Math.Min(least, nearest[row]);
        }

        return least;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> NearestOf(ref byte block, ref Vector512<byte> queries)
    {
        var (few, many) = (BitsOf(0), BitsOf(BlockRows));
        Vector512<byte> a = default, b = default, c = default, d = default;
        Vector512<byte> e = default, f = default, g = default, h = default;
        for (var group = 0; group < Groups; group++)
        {
            var rows = Vector512.LoadUnsafe(ref block, (nuint)(group * BlockRows));
            ref var query = ref Unsafe.Add(ref queries, group * QueriesAtOnce);
            a = Add(a, rows ^ query, few, many);
            b = Add(b, rows ^ Unsafe.Add(ref query, 1), few, many);
            c = Add(c, rows ^ Unsafe.Add(ref query, 2), few, many);
            d = Add(d, rows ^ Unsafe.Add(ref query, 3), few, many);
            e = Add(e, rows ^ Unsafe.Add(ref query, 4), few, many);
            f = Add(f, rows ^ Unsafe.Add(ref query, 5), few, many);
            g = Add(g, rows ^ Unsafe.Add(ref query, 6), few, many);
            h = Add(h, rows ^ Unsafe.Add(ref query, 7), few, many);
        }

        return Vector512.Min(
            Vector512.Min(Vector512.Min(a, b), Vector512.Min(c, d)),
            Vector512.Min(Vector512.Min(e, f), Vector512.Min(g, h)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Add(
        Vector512<byte> sum, Vector512<byte> differing, Vector512<byte> few, Vector512<byte> many) =>
        Avx512BW.AddSaturate(sum, Avx512Vbmi.PermuteVar64x8x2(few, differing, many));

    // How many bits are set in each of 64 numbers.
    private static Vector512<byte> BitsOf(int from)
    {
        Span<byte> bits = stackalloc byte[BlockRows];
        for (var number = 0; number < BlockRows; number++)
        {
            bits[number] = (byte)int.PopCount(from + number);
        }

        return Vector512.Create<byte>(bits);
    }

    // The last block is filled up with its last hash.
    private static byte[] BlocksOf(ReadOnlySpan<Hash256> hashes)
    {
        var blocks = new byte[(hashes.Length + BlockRows - 1) / BlockRows * Groups * BlockRows];
        for (var row = 0; row < blocks.Length / Groups; row++)
        {
            ref readonly var hash = ref hashes[Math.Min(row, hashes.Length - 1)];
            var block = blocks.AsSpan(row / BlockRows * Groups * BlockRows);
            for (var group = 0; group < Groups; group++)
            {
                block[(group * BlockRows) + (row % BlockRows)] = GroupOf(in hash, group);
            }
        }

        return blocks;
    }

    private static byte GroupOf(in Hash256 hash, int group)
    {
        ref var words = ref Unsafe.As<Hash256, ulong>(ref Unsafe.AsRef(in hash));
        var (word, shift) = Math.DivRem(group * GroupBits, 64);
        var bits = Unsafe.Add(ref words, word) >> shift;
        if (shift > 64 - GroupBits && word < 3)
        {
            bits |= Unsafe.Add(ref words, word + 1) << (64 - shift);
        }

        return (byte)(bits & ((1 << GroupBits) - 1));
    }
}
