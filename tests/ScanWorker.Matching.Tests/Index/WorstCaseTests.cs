using System.Runtime.InteropServices;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

/// <summary>
/// Sets in which hashes crowd: equal ones, those of flat pictures, more matches than anybody wants. Large enough for
/// search tables, so that the ways around crowded buckets are taken.
/// </summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WorstCaseTests
{
    private const int Radius = 31;
    private const int Rows = 3 * NearTables.WorthItFromRows;
    private readonly Random _random = new(7);

    [Test]
    public void FindNear_ASetOfOneWithTables_MatchesItUpToTheRadiusAndNoFurther([Values(0, 31, 32)] int distance)
    {
        var known = RandomHashes(1);
        var query = EntryGenerator.Flip(known[0], [.. Enumerable.Range(0, distance)]);
        var index = HashIndex.Empty.WithDelta(Of(known).Segments.Single(), nearTablesFromRows: 0);

        Assert.That(Find(index, [query]), Is.EqualTo(distance <= Radius ? [(0, distance)] : Array.Empty<(int, int)>()));
    }

    // The crowd is in one bucket of each table; the random hashes around it make the even plan worth a try.
    [Test]
    public void FindNear_ManyEqualHashes_FindsEachOfThem([Values(0, 17, 31, 32)] int distance)
    {
        var known = RandomHashes(Rows);
        Array.Fill(known, known[0], 0, Rows / 2);
        var query = EntryGenerator.Flip(known[0], [.. Enumerable.Range(100, distance)]);

        var found = Find(Of(known), [query]);

        Assert.That(found, Is.EqualTo(distance <= Radius
            ? Enumerable.Range(0, Rows / 2).Select(row => (row, distance))
            : []));
    }

    [Test]
    public void FindNear_AllHashesEqualAndEightEqualQueries_FindsEachOnce()
    {
        var known = new Hash256[Rows];
        Array.Fill(known, RandomHashes(1)[0]);
        var queries = Enumerable.Repeat(known[0], 8).ToArray();

        Assert.That(Find(Of(known), queries), Is.EqualTo(Enumerable.Range(0, Rows).Select(row => (row, 0))));
    }

    // The hash of a flat picture is zero; a picture with a wide frame has many equal chunks.
    [Test]
    public void FindNear_FlatAndFramedPictures_EqualsALinearScan([Values(31, 40, 63)] int radius)
    {
        var known = RandomHashes(Rows);
        for (var row = 0; row < Rows; row++)
        {
            var flatBytes = (row % 4) switch { 0 => 32, 1 => 16, 2 => 8, _ => 0 };
            known[row] = EntryGenerator.Flip(WithZeros(known[row], flatBytes), RandomBits(_random.Next(30)));
        }

        var index = Of(known);
        foreach (var row in Enumerable.Range(0, 40))
        {
            var query = EntryGenerator.Flip(known[row], RandomBits(row));
            var expected = known.Index()
                .Select(entry => (entry.Index, Distance: query.DistanceTo(in known[entry.Index])))
                .Where(entry => entry.Distance <= radius)
                .OrderBy(entry => entry.Distance).ThenBy(entry => entry.Index);
            Assert.That(Find(index, [query], radius), Is.EqualTo(expected), $"query {row}");
        }
    }

    [Test]
    public void FindNear_AHundredThousandMatches_GivesTheNearestThousandAndCountsAll()
    {
        const int Matching = 100_000;
        var known = RandomHashes(Matching + Rows);
        var centre = known[0];
        for (var row = 0; row < Matching; row++)
        {
            known[row] = EntryGenerator.Flip(centre, [.. Enumerable.Range(row % 200, 1 + (row % 31))]);
        }

        var matches = new List<NearMatch>();
        var count = Of(known).FindNear([centre], [Radius], matches);

        var nearest = Enumerable.Range(0, Matching)
            .Select(row => (Entry: row, Distance: 1 + (row % 31)))
            .OrderBy(match => match.Distance).ThenBy(match => match.Entry)
            .Take(1000);
        Assert.That(count, Is.EqualTo(Matching));
        Assert.That(matches.Select(match => (match.Entry, match.Distance)), Is.EqualTo(nearest));
    }

    private static HashIndex Of(Hash256[] known) =>
        HashIndex.Build(known.Select((hash, row) => new Entry("bank", $"{row}", "source") { Pdq = hash }));

    private static (int Entry, int Distance)[] Find(HashIndex index, Hash256[] queries, int radius = Radius)
    {
        var matches = new List<NearMatch>();
        var count = index.FindNear(queries, [radius], matches, int.MaxValue);
        Assert.That(count, Is.EqualTo(matches.Count));
        return [.. matches.Select(match => (match.Entry, match.Distance))];
    }

    private static Hash256 WithZeros(Hash256 hash, int count)
    {
        Span<byte> bytes = stackalloc byte[Hash256.SizeBytes];
        hash.CopyTo(bytes);
        bytes[..count].Clear();
        return new Hash256(bytes);
    }

    private Hash256[] RandomHashes(int count)
    {
        var hashes = new Hash256[count];
        _random.NextBytes(MemoryMarshal.AsBytes(hashes.AsSpan()));
        return hashes;
    }

    private int[] RandomBits(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _random.Next(Hash256.SizeBits))];
}
