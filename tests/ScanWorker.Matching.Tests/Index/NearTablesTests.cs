using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Index.Probing;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NearTablesTests
{
    [Test]
    public void TryFind_AnyNumberOfBucketsRadiusAndPlan_FindsAllThatTheDefinitionFinds() =>
        Gen.Select(
            EntryGenerator.ClusteredHash.Array[1, 100],
            EntryGenerator.ClusteredHash.Array[1, 3],
            Gen.Byte[0, ProbePlan.AllowanceMax].Array[ChunkKeys.Chunks],
            Gen.Int[0, 18])
        .Sample(
            (known, queries, allowances, bucketBits) =>
            {
                var sum = allowances.Sum(allowance => allowance);
                var radius = Math.Max(0, sum - 1);
                var plan = sum == 0 ? ProbePlan.Even(0) ?? default : ProbePlan.Of(allowances);
                var layer = LayerOf(known);
                var tables = NearTables.Build(layer.Segment.Pdq.Hashes, bucketBits);
                var found = MatchSet.Rent();
                var isComplete = tables.TryFind(
                    new NearSearch(layer, queries, [radius], radius, found), 0, queries.Length, plan, long.MaxValue);
                var matches = new List<NearMatch>();
                found.CopyNearest(matches, int.MaxValue, match => match.Bank);

                var entries = Enumerable.Range(0, known.Length).Select(layer.Segment.GetEntry);
                var expected = NearDefinition.Find(entries, queries, _ => radius);
                return isComplete && expected.SetEquals(matches.Select(match => new NearDefinition.Answer(
                    layer.Segment.GetKey(match.Entry), "bank", match.Distance, match.Transform)));
            },
            iter: 300);

    [Test]
    public void TryFind_ABudgetThatIsTooSmall_GivesUp()
    {
        var layer = LayerOf(new Hash256[1000]);
        var tables = NearTables.Build(layer.Segment.Pdq.Hashes);

        var isComplete = tables.TryFind(
            new NearSearch(layer, [default], [31], 31, MatchSet.Rent()), 0, 1, ProbePlan.Even(31) ?? default, 100);

        Assert.That(isComplete, Is.False);
    }

    private static Layer LayerOf(IEnumerable<Hash256> known)
    {
        var index = HashIndex.Build(known.Select((hash, i) => new Entry("bank", $"{i}", "source") { Pdq = hash }));
        return Layer.Build(index.Segments.Single(), int.MaxValue).In(["bank"], 0);
    }
}
