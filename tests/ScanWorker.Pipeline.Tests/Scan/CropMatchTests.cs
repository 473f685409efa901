using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Tests.Scan;

/// <summary>Searching by parts of a picture: which bank, how near, and what of it is told.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class CropMatchTests
{
    private static readonly Hash256 Known = new([.. Enumerable.Range(0, 32).Select(i => (byte)(i * 37))]);

    [TestCase(PictureCrop.Cell2, 20, true)]
    [TestCase(PictureCrop.Cell9, 20, true)]
    [TestCase(PictureCrop.Cell2, 21, false)]
    [TestCase(PictureCrop.LeftHalf, 0, false)]
    [TestCase(PictureCrop.None, 31, true)]
    [TestCase(PictureCrop.Border, 31, true)]
    public void Near_PartOfAPicture_CountsWithinThatQueriesDistance(PictureCrop crop, int distance, bool isMatch)
    {
        var bank = new BankPolicy { Crops = new CropDistances { Cells = 20 } };

        var matches = Near(bank, Look(crop, distance));

        Assert.That(matches.Select(match => match.Crop), isMatch ? Is.EqualTo(new[] { crop }) : Is.Empty);
    }

    [TestCase(PictureCrop.None, 31)]
    [TestCase(PictureCrop.Border, 31)]
    [TestCase(PictureCrop.Cell2, 20)]
    public void MatchOf_MatchByAPart_NamesThePartAndItsDistance(PictureCrop crop, int distanceMax)
    {
        var bank = new BankPolicy { Crops = new CropDistances { Cells = 20 } };
        var match = Near(bank, Look(crop, 3)).Single();

        var told = EventComposer.MatchOf(new JudgedMatch(match, bank, PolicyAction.Block, null));

        Assert.That(told.MaxDistance, Is.EqualTo(distanceMax));
        Assert.That(told.Crop, Is.EqualTo(crop == PictureCrop.None ? null : crop.ToString().ToLowerInvariant()));
    }

    // --distance of a replay lowers the bank's: a part must not count beyond it.
    [Test]
    public void Near_BanksDistanceBelowTheQuerys_IsTheSmaller() => Assert.That(
        Near(
            new BankPolicy { MaxDistance = 10, Crops = new CropDistances { Cells = 20 } },
            Look(PictureCrop.Cell1, 11)),
        Is.Empty);

    // Its own bank asks for no parts; what it is to suppress is found by them.
    [Test]
    public void Near_NegativeBank_IsSearchedByWhatAnotherBankAsksFor()
    {
        var settings = new PolicySettings
        {
            Banks = new Dictionary<string, BankPolicy>
            {
                ["b"] = new() { Crops = new CropDistances { Cells = 20 } },
                ["logos"] = new() { Negative = true },
            },
        };
        var index = HashIndex.Build(
            [new Entry("b", "e", "s") { Pdq = Known }, new Entry("logos", "logo", "s") { Pdq = Known }]);
        var plan = new SearchPlanner().PlanFor(index, new VerdictPolicy(settings, "test"), default);
        var (matches, _) = MatchStage.Near(Look(PictureCrop.Cell1, 3), index, plan);

        var verdict = new VerdictPolicy(settings, "test").Judge(
            new ContentFindings(1, "plan", 10, default(ContentDigests)) { Matches = matches }, default);

        Assert.That((verdict.Kind, verdict.Reason), Is.EqualTo((VerdictKind.NoMatch, "negative-bank")));
    }

    [Test]
    public void PlanFor_OtherCropsOrDistances_IsAnotherPlan()
    {
        CropDistances?[] distances =
        [
            null, new() { Cells = 20 }, new() { Cells = 21 }, new() { Halves = 20 },
            new() { Cells = 20, Halves = 20 },
        ];

        var plans = distances.Select(crops => Plan(new BankPolicy { Crops = crops })).ToList();

        Assert.That(plans.Select(plan => plan.Digest), Is.Unique);
        Assert.That(plans.Select(plan => plan.Crops), Is.EqualTo(new[]
        {
            CropQueries.None, CropQueries.Cells, CropQueries.Cells, CropQueries.Halves,
            CropQueries.Cells | CropQueries.Halves,
        }));
    }

    [Test]
    public void PlanFor_BankThatIsOff_AsksForNoParts() => Assert.That(
        Plan(new BankPolicy { Enabled = false, Crops = new CropDistances { Cells = 20 } }).Crops,
        Is.EqualTo(CropQueries.None));

    private static SearchPlan Plan(BankPolicy bank) => new SearchPlanner().PlanFor(
        HashIndex.Build([new Entry("b", "e", "s") { Pdq = Known }]),
        new VerdictPolicy(new PolicySettings { DefaultBank = bank }, "test"), DateTimeOffset.UnixEpoch);

    private static ImmutableArray<KnownMatch> Near(BankPolicy bank, PerceptualHash[] looks)
    {
        var index = HashIndex.Build([new Entry("b", "e", "s") { Pdq = Known }]);
        return MatchStage.Near(looks, index, Plan(bank)).Matches;
    }

    private static PerceptualHash[] Look(PictureCrop crop, int distance) =>
        [new(Away(distance), 100, 0, DihedralTransform.Original) { Crop = crop }];

    private static Hash256 Away(int bits)
    {
        var bytes = new byte[Hash256.SizeBytes];
        Known.CopyTo(bytes);
        for (var bit = 0; bit < bits; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        return new Hash256(bytes);
    }
}
