using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HammingScanTests
{
    internal delegate int ScanPath(ReadOnlySpan<Hash256> known, in Hash256 query, int radiusBits, Span<int> hits);

    private static IEnumerable<TestCaseData<ScanPath>> AllPaths =>
        [.. SupportedPaths, new TestCaseData<ScanPath>(HammingScan.Scan) { TestName = "Chosen" }];

    /// <summary>Every set of instructions that this machine has.</summary>
    internal static IEnumerable<TestCaseData<ScanPath>> SupportedPaths
    {
        get
        {
            yield return new TestCaseData<ScanPath>(HammingScan.ScanScalar) { TestName = "Scalar" };
            if (Avx2.IsSupported)
            {
                yield return new TestCaseData<ScanPath>(HammingScan.ScanAvx2) { TestName = "Avx2" };
            }

            if (Avx512BW.IsSupported)
            {
                yield return new TestCaseData<ScanPath>(HammingScan.ScanAvx512) { TestName = "Avx512" };
            }

            if (AdvSimd.Arm64.IsSupported)
            {
                yield return new TestCaseData<ScanPath>(HammingScan.ScanAdvSimd) { TestName = "AdvSimd" };
            }
        }
    }

    [TestCaseSource(nameof(AllPaths))]
    public void Scan_AnyListQueryAndRadius_EqualsTheLinearDefinition(ScanPath path) =>
        Gen.Select(
            Gen.OneOf(EntryGenerator.ClusteredHash, EntryGenerator.Hash).Array[0, 70],
            EntryGenerator.ClusteredHash,
            Gen.OneOf(Gen.Int[0, 64], Gen.Int[0, 256]))
        .Sample((known, query, radiusBits) =>
        {
            var hits = new int[known.Length];
            var found = path(known, in query, radiusBits, hits);
            return hits.AsSpan(0, found).SequenceEqual(
                [.. Enumerable.Range(0, known.Length).Where(i => Distance(known[i], query) <= radiusBits)]);
        });

    // Bit by bit, so that it shares nothing with what it judges.
    private static int Distance(Hash256 left, Hash256 right)
    {
        Span<byte> one = stackalloc byte[Hash256.SizeBytes];
        Span<byte> other = stackalloc byte[Hash256.SizeBytes];
        left.CopyTo(one);
        right.CopyTo(other);
        var distance = 0;
        for (var bit = 0; bit < Hash256.SizeBits; bit++)
        {
            distance += ((one[bit >> 3] ^ other[bit >> 3]) >> (bit & 7)) & 1;
        }

        return distance;
    }
}
