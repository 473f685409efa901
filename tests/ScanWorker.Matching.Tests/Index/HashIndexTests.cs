using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Segments;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HashIndexTests
{
    [Test]
    public void FindNear_AnyEntriesQueriesAndRadii_EqualsTheDefinition() =>
        Gen.Select(
            EntryGenerator.Entry.Array[0, 200],
            EntryGenerator.ClusteredHash.Array[0, 8],
            Gen.OneOf(Gen.Int[-1, 64], Gen.Int[-1, 256]).Array[3])
        .Sample((entries, queries, radii) =>
        {
            var distinct = Distinct(entries);
            int RadiusOf(string bank) => radii[bank[^1] - '0'];

            var expected = NearDefinition.Find(distinct, queries, RadiusOf);
            return NearDefinition.Ask(HashIndex.Build(entries), queries, RadiusOf).SetEquals(expected)
                && NearDefinition.Ask(WithTables(entries), queries, RadiusOf).SetEquals(expected);
        });

    [Test]
    public void FindExact_AnyEntriesAndDigests_EqualsTheDefinition() =>
        Gen.Select(
            EntryGenerator.Entry.Array[0, 100], Gen.Byte[0, 5], Gen.Byte[0, 5], Gen.Byte[0, 5],
            Gen.Byte[0, 5].Nullable())
        .Sample((entries, md5, sha1, sha256, sha512) =>
        {
            var digests = new ContentDigests(
                new Hash128(Filled(16, md5)), new Hash160(Filled(20, sha1)), new Hash256(Filled(32, sha256)))
            {
                Sha512 = sha512 is { } taken ? new Hash512(Filled(64, taken)) : null,
            };
            var index = HashIndex.Build(entries);
            var matches = new List<ExactMatch>();
            index.FindExact(in digests, matches);

            var found = matches.Select(match =>
                (NearDefinition.KeyOf(index.GetEntry(match.Entry)), index.Banks[match.Bank], match.Agreeing));
            var expected = from entry in Distinct(entries)
                           let agreeing = (entry.Md5 == digests.Md5 ? DigestKinds.Md5 : 0)
                               | (entry.Sha1 == digests.Sha1 ? DigestKinds.Sha1 : 0)
                               | (entry.Sha256 == digests.Sha256 ? DigestKinds.Sha256 : 0)
                               | (entry.Sha512 is { } known && known == digests.Sha512 ? DigestKinds.Sha512 : 0)
                           where agreeing != DigestKinds.None
                           select (NearDefinition.KeyOf(entry), entry.Bank, agreeing);
            return found.ToHashSet().SetEquals(expected) && matches.Count == expected.Count();
        });

    // What is replaced or withdrawn costs no upload its time; what lives is never missed.
    [Test]
    public void HoldsSha512_AnyEntriesAndDelta_IsWhetherALiveEntryHasOne() =>
        Gen.Select(
            EntryGenerator.Entry.Array[0, 5], EntryGenerator.Entry.Array[0, 5], EntryGenerator.Key.Array[0, 5])
        .Sample((entries, later, withdrawals) =>
        {
            var (first, delta) = (new SegmentBuilder(), new SegmentBuilder());
            Array.ForEach(entries, first.Add);
            Array.ForEach(later, delta.Add);
            Array.ForEach(withdrawals, delta.Withdraw);
            var index = HashIndex.Build([first.Build(), delta.Build()]);
            using var saved = new MemoryStream();
            index.Save(saved);

            var expected = Enumerable.Range(0, index.OrdinalsEnd).Where(index.IsEntry)
                .Any(ordinal => index.GetEntry(ordinal).Sha512 is not null);
            return index.HoldsSha512 == expected && HashIndex.Open(saved.ToArray()).HoldsSha512 == expected;
        });

    [Test]
    public void FindNear_AnEmptyIndex_MatchesNothingAndSaysSo()
    {
        var matches = new List<NearMatch>();

        var count = HashIndex.Build(Array.Empty<Entry>()).FindNear([default], [], matches);

        Assert.That(HashIndex.Empty.EntryCount, Is.Zero);
        Assert.That(HashIndex.Build([new SegmentBuilder().Build()]).EntryCount, Is.Zero);
        Assert.That(count, Is.Zero);
        Assert.That(matches, Is.Empty);
    }

    [Test]
    public void FindNear_ASetOfOne_MatchesIt()
    {
        var index = HashIndex.Build([new Entry("bank", "1", "source") { Pdq = default(Hash256) }]);
        var matches = new List<NearMatch>();

        var count = index.FindNear([EntryGenerator.Flip(default, 7)], [31], matches);

        Assert.That(count, Is.EqualTo(1));
        Assert.That(matches, Is.EqualTo(new[] { new NearMatch(0, 0, 1, DihedralTransform.Original) }));
    }

    [Test]
    public void FindNear_MoreMatchesThanTheCap_GivesTheNearestAndCountsAll()
    {
        var index = HashIndex.Build(Enumerable.Range(0, 200).Select(i =>
            new Entry("bank", $"{i}", "source")
            {
                Pdq = EntryGenerator.Flip(default, [.. Enumerable.Range(0, 199 - i)]),
            }));
        var matches = new List<NearMatch>();

        var count = index.FindNear([default], [100], matches, matchesMax: 3);

        Assert.That(count, Is.EqualTo(101));
        Assert.That(
            matches.Select(match => (match.Entry, match.Distance)),
            Is.EqualTo(new[] { (199, 0), (198, 1), (197, 2) }));
    }

    // What decides otherwise is not hidden by what is nearer.
    [Test]
    public void FindNear_MoreMatchesThanTheCap_GivesTheNearestOfEachBankAndTraits()
    {
        Entry[] kinds =
        [
            new("bank", "plain", "source"), new("other", "other", "source"),
            new("bank", "disabled", "source") { Enabled = false },
            new("bank", "until", "source") { DisabledUntil = DateTimeOffset.UnixEpoch },
            new("bank", "later", "source") { DisabledUntil = DateTimeOffset.UnixEpoch.AddDays(1) },
            new("bank", "denied", "source") { NegativeOpinions = 1 },
            new("bank", "disputed", "source") { NegativeOpinions = 1, PositiveOpinions = 0 },
            new("bank", "seconded", "source") { PositiveOpinions = 2 },
        ];
        var index = HashIndex.Build(kinds.SelectMany((kind, at) => Enumerable.Range(0, 5).Select(i => kind with
        {
            EntryId = $"{kind.EntryId}{i}",
            Pdq = EntryGenerator.Flip(default, [.. Enumerable.Range(0, (5 * at) + i)]),
        })));
        var matches = new List<NearMatch>();

        var count = index.FindNear([default], [60, 60], matches, matchesMax: 2);

        Assert.That(count, Is.EqualTo(40));
        Assert.That(
            matches.Select(match => index.GetEntry(match.Entry).EntryId),
            Is.EqualTo(kinds.SelectMany(kind => new[] { $"{kind.EntryId}0", $"{kind.EntryId}1" })));
    }

    [Test]
    public void FindNear_RadiiThatDoNotFitTheBanks_AreRefused()
    {
        var index = HashIndex.Build([new Entry("bank", "1", "source")]);

        Assert.That(() => index.FindNear([default], [], []), Throws.ArgumentException);
        Assert.That(() => index.FindNear([default], [257], []), Throws.ArgumentException);
        Assert.That(() => index.FindNear([default], [-2], []), Throws.ArgumentException);
    }

    [Test]
    public void GetEntry_NoSuchOrdinal_Throws() =>
        Assert.That(() => HashIndex.Empty.GetEntry(0), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static HashIndex WithTables(IEnumerable<Entry> entries) =>
        HashIndex.Empty.WithDelta(HashIndex.Build(entries).Segments.Single(), nearTablesFromRows: 0);

    private static IEnumerable<Entry> Distinct(IEnumerable<Entry> entries) =>
        entries.Reverse().DistinctBy(NearDefinition.KeyOf);

    private static byte[] Filled(int length, byte value) => [.. Enumerable.Repeat(value, length)];
}
