using System.Numerics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
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
                BitOperations.PopCount((ChunkKeys.KeyOf(in left, chunk) ^ ChunkKeys.KeyOf(in right, chunk)) >> ChunkKeys.ChunkBits))
            == left.DistanceTo(in right));

    [Test]
    public void KeyOf_AnyChunk_EndsWithTheChunkThatFollowsOnTheRing() =>
        EntryGenerator.Hash.Sample(hash => Enumerable.Range(0, ChunkKeys.Chunks).All(chunk =>
            (ChunkKeys.KeyOf(in hash, chunk) & 0xFFFF) == ChunkKeys.KeyOf(in hash, (chunk + 1) % ChunkKeys.Chunks) >> ChunkKeys.ChunkBits));

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
}
