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

/// <summary>A video that the search among known ones gave up at: what comes of it.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class SearchLimitTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private static readonly Entry Video = new("b", "film", "s") { Vpdq = VideoFrames.Of([Hash(0), Hash(1)]) };

    private static readonly PerceptualHash[] Upload =
    [
        .. Enumerable.Range(0, 2).Select(frame =>
            new PerceptualHash(Hash(frame), 100, frame, DihedralTransform.Original) { Second = frame }),
    ];

    [TestCase(0, 0)]
    [TestCase(1 << 20, 1)]
    public void Near_VideoAndALimit_IsAnObstacleBeyondIt(long workMax, int found)
    {
        var near = Near([Video], new PolicySettings(), workMax);

        Assert.That(near.Matches, Has.Length.EqualTo(found));
        Assert.That(
            near.Obstacle, Is.EqualTo(found > 0 ? (UnscannableReason?)null : UnscannableCode.SearchLimit));
    }

    // What the frames of a logo are is not known then: another match might be by these alone.
    [Test]
    public void Near_GivesUpAmongNegativeVideos_AsksNoOthers()
    {
        Entry[] logos =
        [
            .. Enumerable.Range(0, 100).Select(number =>
                Video with { Bank = "logos", EntryId = $"{number}", Enabled = false }),
        ];
        var settings = new PolicySettings
        {
            Banks = new Dictionary<string, BankPolicy> { ["logos"] = new() { Negative = true } },
        };

        var inLimit = Near([Video, .. logos], settings, workMax: 1 << 20);
        var beyond = Near([Video, .. logos], settings, workMax: 20_000);

        Assert.That(inLimit.Matches.Select(match => match.EntryId), Is.EqualTo(new[] { "film" }));
        Assert.That((beyond.Matches, beyond.Obstacle?.Code), Is.EqualTo((
            System.Collections.Immutable.ImmutableArray<KnownMatch>.Empty, UnscannableCode.SearchLimit)));
    }

    [Test]
    public void Near_PictureOrNoKnownVideo_MeetsNoLimit()
    {
        Assert.That(Near([Video], new PolicySettings(), 0, Upload[0] with { Second = null }).Obstacle, Is.Null);
        Assert.That(Near([new Entry("b", "e", "s") { Pdq = Hash(0) }], new PolicySettings(), 0).Obstacle, Is.Null);
    }

    [Test]
    public void Judge_SearchObstacleAlone_IsReviewedAndNeverAPass()
    {
        var verdict = Judge(new PolicySettings(), null, UnscannableCode.SearchLimit);

        Assert.That(
            (verdict.Kind, verdict.Action, verdict.Reason),
            Is.EqualTo((VerdictKind.Unscannable, PolicyAction.Review, "search-limit")));
    }

    // By default too many frames go to review, and low quality is observed.
    [TestCase(UnscannableCode.TooManyFrames, PolicyAction.Review, "too-many-frames", null)]
    [TestCase(UnscannableCode.LowQuality, PolicyAction.Review, "search-limit", "low-quality")]
    public void Judge_BothObstacles_TheStricterDecidesAndTheOtherIsTold(
        UnscannableCode looking, PolicyAction action, string reason, string? beside)
    {
        var findings = Found(looking, UnscannableCode.SearchLimit);
        var verdict = new VerdictPolicy(new PolicySettings(), "test").Judge(findings, Now);

        Assert.That((verdict.Action, verdict.Reason), Is.EqualTo((action, reason)));
        Assert.That(Composed(verdict, findings).Image?.Incomplete, Is.EqualTo(beside));
    }

    [TestCase(PolicyAction.Observe, PolicyAction.Review)]
    [TestCase(PolicyAction.Block, PolicyAction.Block)]
    public void Judge_MatchBesideTheObstacle_DecidesUnlessThatIsStricter(PolicyAction bank, PolicyAction action)
    {
        var policy = new VerdictPolicy(
            new PolicySettings { DefaultBank = new BankPolicy { Action = bank } }, "test");
        var findings = Found(null, UnscannableCode.SearchLimit) with
        {
            Matches = [MatchStage.Known(Video, MatchKind.Near) with { Distance = 0 }],
        };

        var verdict = policy.Judge(findings, Now);

        Assert.That((verdict.Kind, verdict.Action), Is.EqualTo((VerdictKind.Match, action)));
        Assert.That(Composed(verdict, findings).Image?.Incomplete, Is.EqualTo("search-limit"));
    }

    [Test]
    public void FindingsJson_SearchObstacle_IsRemembered()
    {
        var found = FindingsJson.Read(FindingsJson.Write(Found(null, UnscannableCode.SearchLimit)));

        Assert.That(found?.SearchObstacle, Is.EqualTo((UnscannableReason)UnscannableCode.SearchLimit));
        Assert.That(UnscannableCodes.Of(UnscannableCode.SearchLimit).MayBeRemembered, Is.True);
    }

    private static NearFindings Near(
        Entry[] entries, PolicySettings settings, long workMax, params PerceptualHash[] upload)
    {
        var index = HashIndex.Build(entries);
        var plan = new SearchPlanner(workMax).PlanFor(index, new VerdictPolicy(settings, "test"), Now);
        return MatchStage.Near(upload is [] ? Upload : upload, index, plan);
    }

    private static Verdict Judge(PolicySettings settings, UnscannableReason? looking, UnscannableReason? searching) =>
        new VerdictPolicy(settings, "test").Judge(Found(looking, searching), Now);

    private static ContentFindings Found(UnscannableReason? looking, UnscannableReason? searching) =>
        new(1, "plan", 10, ContentDigester.Compute("content"u8))
        {
            Obstacle = looking,
            SearchObstacle = searching,
        };

    private static VerdictEvent Composed(Verdict verdict, ContentFindings findings) =>
        new EventComposer(new WorkerData("1", "w"), "source").ComposeVerdict(
            new UploadEvent(
                new UploadData { UploadId = "u", Content = new UploadContent() },
                new ContentLocation.Inline("content"u8.ToArray()), null, EventContext.None),
            new ScanResult(verdict, 1, "p", Now, null) { Findings = findings });

    private static Hash256 Hash(int seed)
    {
        var bytes = new byte[Hash256.SizeBytes];
        new Random(seed).NextBytes(bytes);
        return new Hash256(bytes);
    }
}
