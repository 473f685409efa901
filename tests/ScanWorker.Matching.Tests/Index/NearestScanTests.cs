using System.Runtime.Intrinsics.X86;
using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NearestScanTests
{
    private static readonly Gen<Hash256> AnyHash = Gen.OneOf(EntryGenerator.ClusteredHash, EntryGenerator.Hash);

    private static IEnumerable<bool> HereSupported => Avx512Vbmi.IsSupported ? [false, true] : [false];

    [TestCaseSource(nameof(HereSupported))]
    public void Nearest_AnyHashesAndQueries_IsTheLeastOfAllDistances(bool inBlocks) =>
        Gen.Select(AnyHash.Array[0, 150], AnyHash.Array[0, 20]).Sample((known, queries) =>
        {
            var nearest = known.SelectMany(hash => queries.Select(query => query.DistanceTo(in hash)))
                .DefaultIfEmpty(Hash256.SizeBits).Min();
            return new NearestScan(known, inBlocks).Nearest(queries) == nearest;
        });

    [TestCaseSource(nameof(HereSupported))]
    public void Nearest_OneHashAndItsOpposites_IsFarAndNeverNear(bool inBlocks)
    {
        var zeros = new Hash256(new byte[Hash256.SizeBytes]);
        var ones = new Hash256([.. Enumerable.Repeat(byte.MaxValue, Hash256.SizeBytes)]);

        Assert.That(new NearestScan([zeros], inBlocks).Nearest([ones, ones]), Is.AtLeast(byte.MaxValue));
        Assert.That(new NearestScan([zeros], inBlocks).Nearest([ones, zeros]), Is.Zero);
    }

    [Test]
    public void ByBank_BanksOfAnIndex_EachMeasuresItsOwnAndNoneThatIsLeftOut()
    {
        var hashes = AnyHash.Array[3].Single();
        var index = HashIndex.Build(
            hashes.Select((hash, number) => new Entry($"bank{number}", "e", "s") { Pdq = hash }));

        var scans = NearestScan.ByBank(index, bank => bank != 1);

        Assert.That(
            scans.Select(scan => scan.Nearest([hashes[0]])),
            Is.EqualTo(new[] { 0, Hash256.SizeBits, hashes[0].DistanceTo(in hashes[2]) }));
    }
}
