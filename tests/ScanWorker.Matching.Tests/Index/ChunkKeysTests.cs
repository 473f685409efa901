using System.Numerics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ChunkKeysTests
{
    [Test]
    public void KeyOf_AnyTwoHashes_HasTheirDistanceInTheSumOfTheChunks() =>
        Gen.Select(EntryGenerator.Hash, EntryGenerator.Hash).Sample((left, right) =>
            Enumerable.Range(0, ChunkKeys.Chunks).Sum(chunk =>
                BitOperations.PopCount(ChunkOf(left, chunk) ^ ChunkOf(right, chunk)))
            == left.DistanceTo(in right));

    [Test]
    public void KeyOf_AnyChunk_EndsWithTheChunkThatFollowsOnTheRing() =>
        EntryGenerator.Hash.Sample(hash => Enumerable.Range(0, ChunkKeys.Chunks).All(chunk =>
            (ChunkKeys.KeyOf(in hash, chunk) & 0xFFFF) == ChunkOf(hash, (chunk + 1) % ChunkKeys.Chunks)));

    [Test]
    public void Cut_AnyWordAndParity_IsTheSameByEveryPath() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 3]).Sample((word, parity) =>
            !Bmi2.X64.IsSupported || ChunkKeys.CutBmi2(word, parity) == ChunkKeys.Cut(word, parity));

    // Negating all coefficients of odd rows, or columns, is what mirroring a picture does to its hash.
    [TestCase(0xFFFF_0000_FFFF_0000)]
    [TestCase(0xAAAA_AAAA_AAAA_AAAA)]
    public void Cut_AWordThatIsInvertedByParity_IsLeftOrInvertedAsAWhole(ulong inverted) =>
        Gen.Select(Gen.ULong, Gen.Int[0, 3]).Sample((word, parity) =>
            (ChunkKeys.Cut(word, parity) ^ ChunkKeys.Cut(word ^ inverted, parity)) is 0 or 0xFFFF);

    private static uint ChunkOf(Hash256 hash, int chunk) => ChunkKeys.KeyOf(in hash, chunk) >> ChunkKeys.ChunkBits;
}
