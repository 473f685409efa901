using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

/// <summary>
/// The proof of recall: a million hashes, half of them random and half in clusters, and ten thousand queries planted at
/// distances 0 to 40. The index must find what a linear scan finds, entry by entry.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class RecallTests
{
    private const int Entries = 1_000_000;
    private const int Queries = 10_000;
    private const int PlantedDistanceMax = 40;
    private const int BlockRows = 512;

    // The first: most queries, each bank with a radius of its own. The others reach beyond what one flipped bit in a
    // chunk guarantees, and beyond what two do.
    private static readonly int[][] RadiusByBank = [[31, 20], [40, -1], [-1, 50]];

    private readonly Hash256[] _known = new Hash256[Entries];
    private readonly Hash256[] _queries = new Hash256[Queries];
    private readonly (int Row, int Distance)[] _planted = new (int, int)[Queries];
    private readonly (int Row, int Distance)[][][] _found = [.. RadiusByBank.Select(_ => new (int, int)[Queries][])];

    [OneTimeSetUp]
    public void AskTheIndex()
    {
        var random = new Random(20);
        random.NextBytes(MemoryMarshal.AsBytes(_known.AsSpan()));
        for (var row = Entries / 2; row < Entries; row++)
        {
            // 500 clusters of a thousand, a quarter of them around a half flat centre, and eight thousand that are near
            // all flat.
            var centre = _known[row % 500];
            centre = (row % 64) switch { 0 => default, < 17 => HalfFlat(centre), _ => centre };
            _known[row] = Flip(centre, random, random.Next(40));
        }

        for (var query = 0; query < Queries; query++)
        {
            _planted[query] = (random.Next(Entries), query % (PlantedDistanceMax + 1));
            _queries[query] = Flip(_known[_planted[query].Row], random, _planted[query].Distance);
        }

        var index = HashIndex.Build(_known.Select((hash, row) =>
            new Entry($"bank-{row & 1}", $"{row}", "source") { Pdq = hash }));
        for (var radii = 0; radii < RadiusByBank.Length; radii++)
        {
            var (found, radiusByBank) = (_found[radii], RadiusByBank[radii]);
            _ = Parallel.For(0, Queries, query => found[query] = Ask(index, _queries[query], radiusByBank));
        }
    }

    // By the plainest scan; the index uses those of this machine's instructions.
    [Test]
    public void FindNear_AMillionEntriesAndPlantedQueries_EqualsALinearScan()
    {
        var nearby = ScanAll(RadiusByBank.Max(radii => radii.Max()));

        for (var radii = 0; radii < RadiusByBank.Length; radii++)
        {
            for (var query = 0; query < Queries; query++)
            {
                var expected = nearby[query].Where(hit => hit.Distance <= RadiusByBank[radii][hit.Row & 1]).Order();
                Assert.That(_found[radii][query].SequenceEqual(expected), Is.True, $"query {query}, radii {radii}");
            }
        }
    }

    // Needs no scan: what was planted says itself whether it must be found.
    [Test]
    public void FindNear_AMillionEntriesAndPlantedQueries_FindsEachThatIsWithinItsBanksRadius()
    {
        var missedOrDoubled =
            from radii in Enumerable.Range(0, RadiusByBank.Length)
            from query in Enumerable.Range(0, Queries)
            let planted = _planted[query]
            let expected = planted.Distance <= RadiusByBank[radii][planted.Row & 1] ? 1 : 0
            where _found[radii][query].Count(match => match == planted) != expected
            select (radii, query, planted);

        Assert.That(missedOrDoubled, Is.Empty);
    }

    private static (int Row, int Distance)[] Ask(HashIndex index, Hash256 query, int[] radiusByBank)
    {
        var matches = new List<NearMatch>();
        _ = index.FindNear([query], radiusByBank, matches, int.MaxValue);
        return [.. matches.Select(match => (match.Entry, match.Distance)).Order()];
    }

    private ConcurrentBag<(int Row, int Distance)>[] ScanAll(int radius)
    {
        ConcurrentBag<(int Row, int Distance)>[] hitsOf = new ConcurrentBag<(int, int)>[Queries];
        for (var query = 0; query < Queries; query++)
        {
            hitsOf[query] = [];
        }

        _ = Parallel.For(0, (Entries + BlockRows - 1) / BlockRows, block =>
        {
            var start = block * BlockRows;
            var known = _known.AsSpan(start, Math.Min(BlockRows, Entries - start));
            Span<int> hits = stackalloc int[BlockRows];
            for (var query = 0; query < Queries; query++)
            {
                var count = HammingScan.ScanScalar(known, in _queries[query], radius, hits);
                foreach (var hit in hits[..count])
                {
                    hitsOf[query].Add((start + hit, _queries[query].DistanceTo(in known[hit])));
                }
            }
        });
        return hitsOf;
    }

    private static Hash256 HalfFlat(Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.SizeBytes];
        hash.CopyTo(bytes);
        bytes[..(Hash256.SizeBytes / 2)].Clear();
        return new Hash256(bytes);
    }

    // Different bits, so that the distance is what is planted.
    private static Hash256 Flip(Hash256 hash, Random random, int bits)
    {
        Span<int> all = stackalloc int[Hash256.SizeBits];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = i;
        }

        for (var i = 0; i < bits; i++)
        {
            var other = random.Next(i, all.Length);
            (all[i], all[other]) = (all[other], all[i]);
        }

        return EntryGenerator.Flip(hash, all[..bits]);
    }
}
