using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Tests.Scan;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class MatchStageTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly ContentDigests Digests = ContentDigester.Compute("content"u8);

    [Test]
    public void Exact_SeveralDigestsAgree_IsOneMatchByTheStrongest()
    {
        var (matches, collisions) = Exact(new Entry("b", "e", "s") { Md5 = Digests.Md5, Sha256 = Digests.Sha256 });

        Assert.That(matches.Single().Algorithm, Is.EqualTo("sha256"));
        Assert.That(collisions, Is.Empty);
    }

    [Test]
    public void Exact_Md5OfAnEntryThatHasNoOtherDigest_IsAMatch()
    {
        var (matches, _) = Exact(new Entry("b", "e", "s") { Md5 = Digests.Md5 });

        Assert.That(matches.Single().Algorithm, Is.EqualTo("md5"));
    }

    [Test]
    public void Exact_WeakDigestEqualAndSha256Different_IsACollisionAndNoMatch()
    {
        var (matches, collisions) = Exact(
            new Entry("b", "e", "s") { Md5 = Digests.Md5, Sha1 = Digests.Sha1, Sha256 = Hash(7) });

        Assert.That(matches, Is.Empty);
        Assert.That(collisions.Single().EntryId, Is.EqualTo("e"));
    }

    [TestCase(true, false, TestName = "Exact_Sha512EqualBesideAMd5_IsAMatchByIt")]
    [TestCase(false, true, TestName = "Exact_WeakDigestEqualAndSha512Different_IsACollisionAndNoMatch")]
    public void Exact_Sha512Taken_DecidesOverWeakDigests(bool isEqual, bool isCollision)
    {
        var sha512 = ContentDigester.Sha512Of("content"u8);
        var index = HashIndex.Build([new Entry("b", "e", "s") { Md5 = Digests.Md5, Sha512 = sha512 }]);

        var (matches, collisions) = MatchStage.Exact(
            Digests with { Sha512 = isEqual ? sha512 : ContentDigester.Sha512Of("other"u8) }, index,
            Plan(index, new PolicySettings()));

        Assert.That(matches.Select(match => match.Algorithm), isCollision ? Is.Empty : Is.EqualTo(new[] { "sha512" }));
        Assert.That(collisions.Any(), Is.EqualTo(isCollision));
    }

    [Test]
    public void Exact_BankThatIsOff_IsLeftOut()
    {
        var (matches, _) = Exact(
            new Entry("off", "e", "s") { Md5 = Digests.Md5 },
            new PolicySettings { Banks = new Dictionary<string, BankPolicy> { ["off"] = new() { Enabled = false } } });

        Assert.That(matches, Is.Empty);
    }

    [Test]
    public void Near_SeveralFramesAndTransforms_FindsEachEntryOnceAtItsNearest()
    {
        var known = Hash(1);
        var matches = Near(
            [new Entry("b", "e", "s") { Pdq = known }],
            [
                new PerceptualHash(Flipped(known, 20), 100, 0, DihedralTransform.Original),
                new PerceptualHash(Hash(2), 100, 0, DihedralTransform.Rotate90),
                new PerceptualHash(Hash(3), 100, 4, DihedralTransform.Original),
                new PerceptualHash(Flipped(known, 5), 100, 4, DihedralTransform.Rotate90),
            ]);

        var match = matches.Single();
        Assert.That((match.Distance, match.Frame, match.Transform), Is.EqualTo((5, 4, DihedralTransform.Rotate90)));
    }

    [Test]
    public void Near_FramesOfAVideo_NamesTheSecondOfTheNearest()
    {
        var known = Hash(1);
        var matches = Near(
            [new Entry("b", "e", "s") { Pdq = known }],
            [
                new PerceptualHash(Flipped(known, 9), 100, 3, DihedralTransform.Original) { Second = 3.2 },
                new PerceptualHash(Flipped(known, 5), 100, 4, DihedralTransform.Original) { Second = 4.25 },
            ]);

        Assert.That((matches.Single().Frame, matches.Single().Second), Is.EqualTo((4, 4.25)));
    }

    /// <summary>A logo in the first frame and the known picture in both: the second frame stands.</summary>
    [Test]
    public void Near_NegativeEntryNearOneFrame_LeavesThePolicyTheOtherFrame()
    {
        var settings = new PolicySettings
        {
            Banks = new Dictionary<string, BankPolicy> { ["logos"] = new() { Negative = true } },
        };
        var index = HashIndex.Build(
        [
            new Entry("logos", "logo", "s") { Pdq = Flipped(Flipped(Hash(1), 52), 32) },
            new Entry("b", "e", "s") { Pdq = Hash(1) },
        ]);

        var (matches, _) = MatchStage.Near(
            [
                new PerceptualHash(Hash(1), 100, 0, DihedralTransform.Original),
                new PerceptualHash(Flipped(Hash(1), 30), 100, 1, DihedralTransform.Original),
            ],
            index, Plan(index, settings));
        var verdict = new VerdictPolicy(settings, "test").Judge(
            new ContentFindings(1, "plan", 10, Digests) { Matches = matches }, Now);

        Assert.That(
            matches.Select(match => (match.EntryId, match.Frame)),
            Is.EquivalentTo(new[] { ("e", 0), ("logo", 0), ("e", 1) }), "The logo is 50 bits from the second frame.");
        Assert.That(
            (verdict as Verdict.Match)?.Matches.Select(match => (match.Match.EntryId, match.Match.Frame)),
            Is.EqualTo(new[] { ("e", 1) }));
    }

    // Both are called border, and each has eight hashes.
    [Test]
    public void Near_BorderWithinABorder_IsSearchedByBoth()
    {
        PerceptualHash[] outer = [.. Enum.GetValues<DihedralTransform>().Select(InBorder)];
        PerceptualHash[] inner = [outer[0] with { Hash = Flipped(Hash(1), 3) }, .. outer[1..]];

        var match = Near([new Entry("b", "e", "s") { Pdq = Hash(1) }], [.. outer, .. inner]).Single();

        Assert.That((match.Crop, match.Distance), Is.EqualTo((PictureCrop.Border, 3)));

        static PerceptualHash InBorder(DihedralTransform transform) =>
            new(Hash(2 + (int)transform), 100, 0, transform) { Crop = PictureCrop.Border };
    }

    [TestCase(31, 31, true)]
    [TestCase(30, 31, false)]
    [TestCase(0, 0, true)]
    public void Near_DistanceOfTheBank_IsInclusive(int maxDistance, int distance, bool isMatch)
    {
        var known = Hash(1);
        var matches = Near(
            [new Entry("b", "e", "s") { Pdq = known }],
            [new PerceptualHash(Flipped(known, distance), 100, 0, DihedralTransform.Original)],
            new BankPolicy { MaxDistance = maxDistance });

        Assert.That(matches.Any(), Is.EqualTo(isMatch));
    }

    [TestCase(49, false)]
    [TestCase(50, true)]
    public void Near_QualityBelowTheBanksFloor_IsNotSearchedThere(int quality, bool isMatch)
    {
        var matches = Near(
            [new Entry("b", "e", "s") { Pdq = Hash(1) }],
            [new PerceptualHash(Hash(1), quality, 0, DihedralTransform.Original)]);

        Assert.That(matches.Any(), Is.EqualTo(isMatch));
    }

    [TestCase(QueryTransforms.Upright, false)]
    [TestCase(QueryTransforms.Dihedral, true)]
    public void Near_RotatedCopy_MatchesOnlyInABankThatLooksAtRotations(QueryTransforms transforms, bool isMatch)
    {
        var matches = Near(
            [new Entry("b", "e", "s") { Pdq = Hash(1) }],
            [
                new PerceptualHash(Hash(2), 100, 0, DihedralTransform.Original),
                new PerceptualHash(Hash(1), 100, 0, DihedralTransform.Rotate90),
            ],
            new BankPolicy { Transforms = transforms });

        Assert.That(matches.Any(), Is.EqualTo(isMatch));
    }

    // The same hash in five banks; what is asked is 20 bits off, turned, and of quality 60.
    [Test]
    public void Near_BanksOfDifferentPolicies_EachIsSearchedByItsOwn()
    {
        var known = Hash(1);
        var banks = new Dictionary<string, BankPolicy>
        {
            ["narrow"] = new() { MaxDistance = 19 },
            ["wide"] = new() { MaxDistance = 20 },
            ["choosy"] = new() { MinQuality = 61 },
            ["upright"] = new() { Transforms = QueryTransforms.Upright },
            ["expired"] = new() { Expires = Now },
        };
        var index = HashIndex.Build(banks.Keys.Select(bank => new Entry(bank, "e", "s") { Pdq = known }));

        var (matches, _) = MatchStage.Near(
            [
                new PerceptualHash(Hash(2), 60, 0, DihedralTransform.Original),
                new PerceptualHash(Flipped(known, 20), 60, 0, DihedralTransform.Rotate90),
            ],
            index, Plan(index, new PolicySettings { Banks = banks }));

        Assert.That(matches.Select(match => (match.Bank, match.Distance)), Is.EqualTo(new[] { ("wide", 20) }));
    }

    private static (
        ImmutableArray<KnownMatch> Matches, ImmutableArray<KnownMatch> Collisions) Exact(Entry entry,
        PolicySettings? settings = null)
    {
        var index = HashIndex.Build([entry]);
        return MatchStage.Exact(Digests, index, Plan(index, settings ?? new PolicySettings()));
    }

    private static ImmutableArray<KnownMatch> Near(Entry[] entries, PerceptualHash[] hashes, BankPolicy? bank = null)
    {
        var index = HashIndex.Build(entries);
        var (matches, capped) = MatchStage.Near(
            hashes, index, Plan(index, new PolicySettings { DefaultBank = bank ?? new BankPolicy() }));
        Assert.That(capped, Is.False);
        Assert.That(matches.All(match => match.Kind == MatchKind.Near), Is.True);
        return matches;
    }

    private static SearchPlan Plan(HashIndex index, PolicySettings settings) =>
        new SearchPlanner().PlanFor(index, new VerdictPolicy(settings, "test"), Now);

    private static Hash256 Hash(int seed)
    {
        var bytes = new byte[Hash256.SizeBytes];
        new Random(seed).NextBytes(bytes);
        return new Hash256(bytes);
    }

    private static Hash256 Flipped(Hash256 hash, int bits)
    {
        var bytes = new byte[Hash256.SizeBytes];
        hash.CopyTo(bytes);
        for (var bit = 0; bit < bits; bit++)
        {
            bytes[bit % Hash256.SizeBytes] ^= (byte)(1 << (bit / Hash256.SizeBytes));
        }

        return new Hash256(bytes);
    }
}
