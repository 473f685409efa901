using CsCheck;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NeighbourTablesTests
{
    [Test]
    public void IsAnyNear_AnyHashesAndRadii_SaysWhatMeasuringAllSays() =>
        Gen.Select(
            Gen.Select(EntryGenerator.ClusteredHash, Gen.Byte[0, NeighbourTables.RadiusMax]).Array[1, 60],
            EntryGenerator.ClusteredHash.Array[0, 20])
        .Sample(
            (known, queries) =>
            {
                var tables = NeighbourTables.Build(
                    [.. known.Select(row => row.Item1)], [.. known.Select(row => row.Item2)]);

                return tables.IsAnyNear(queries)
                    == queries.Any(query => known.Any(row => query.DistanceTo(row.Item1) <= row.Item2));
            },
            iter: 300);

    [Test]
    public void IsAnyNear_EveryDistance_EndsAtTheRadius()
    {
        var random = new Random(5);
        for (var round = 0; round < 30; round++)
        {
            var (known, bits) = (EntryGenerator.Hash.Single(), Enumerable.Range(0, 256).ToArray());
            random.Shuffle(bits);
            for (var radius = 0; radius <= NeighbourTables.RadiusMax; radius += 1 + (round % 3))
            {
                var tables = NeighbourTables.Build([known], [(byte)radius]);
                for (var distance = 0; distance <= NeighbourTables.RadiusMax + 1; distance++)
                {
                    var query = EntryGenerator.Flip(known, bits.AsSpan(0, distance));
                    Assert.That(tables.IsAnyNear([query]), Is.EqualTo(distance <= radius), $"{distance}, {radius}");
                }
            }
        }
    }

    [Test]
    public void IsAnyNear_FullBucketsOfAlikeHashes_FindsTheOneThatIsNear()
    {
        // Thousands share their chunks and are far from the query, which has to get past them all.
        var random = new Random(6);
        var query = EntryGenerator.Hash.Single();
        var far = Enumerable.Range(0, 3000).Select(_ =>
            EntryGenerator.Flip(query, [.. Enumerable.Range(0, 40).Select(_ => random.Next(128))])).ToList();
        far.RemoveAll(hash => hash.DistanceTo(query) <= NeighbourTables.RadiusMax);
        var near = EntryGenerator.Flip(query, [.. Enumerable.Range(100, NeighbourTables.RadiusMax)]);
        var radii = Enumerable.Repeat((byte)NeighbourTables.RadiusMax, far.Count + 1).ToArray();

        Assert.That(far, Has.Count.GreaterThan(100));
        Assert.That(
            NeighbourTables.Build([.. far], radii.AsSpan(1)).IsAnyNear([default, query]), Is.False);
        Assert.That(NeighbourTables.Build([.. far, near], radii).IsAnyNear([default, query]), Is.True);
    }

    [Test]
    public void Build_RadiusBeyondTheTables_IsRefused() =>
        Assert.That(() => NeighbourTables.Build([default], [32]), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
