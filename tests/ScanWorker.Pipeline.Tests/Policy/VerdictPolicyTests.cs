using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Tests.Policy;

/// <summary>The truth table of the policy.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class VerdictPolicyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly VerdictPolicy Policy = Make(new PolicySettings
    {
        Banks = new Dictionary<string, BankPolicy>
        {
            ["block"] = new() { Action = PolicyAction.Block },
            ["intimate"] = new() { Action = PolicyAction.Block, Reportable = false },
            ["review"] = new() { Action = PolicyAction.Review },
            ["observe"] = new() { Action = PolicyAction.Observe },
            ["quorum"] = new() { Action = PolicyAction.Block, Quorum = 3 },
            ["off"] = new() { Action = PolicyAction.Block, Enabled = false },
            ["expired"] = new() { Action = PolicyAction.Block, Expires = Now },
            ["negative"] = new() { Negative = true },
        },
    });

    private static IEnumerable<TestCaseData> Matches()
    {
        yield return Row("block exact", [Exact("block")], VerdictKind.Match, PolicyAction.Block, "exact-match");
        yield return Row("block near", [Near("block")], VerdictKind.Match, PolicyAction.Block, "near-match");
        yield return Row("review near", [Near("review")], VerdictKind.Match, PolicyAction.Review, "near-match");
        yield return Row("observe near", [Near("observe")], VerdictKind.Match, PolicyAction.Observe, "near-match");
        yield return Row("bank without policy", [Near("unnamed")], VerdictKind.Match, PolicyAction.Block, "near-match");
        yield return Row(
            "strictest wins", [Exact("observe"), Near("block")], VerdictKind.Match, PolicyAction.Block, "near-match");
        yield return Row("quorum missed, near", [Near("quorum")], VerdictKind.Match, PolicyAction.Review, "near-match");
        yield return Row(
            "quorum missed, exact", [Exact("quorum")], VerdictKind.Match, PolicyAction.Block, "exact-match");
        yield return Row(
            "quorum met", [Near("quorum") with { PositiveOpinions = 3 }], VerdictKind.Match, PolicyAction.Block,
            "near-match");
        yield return Row(
            "disputed", [Exact("block") with { NegativeOpinions = 1 }], VerdictKind.Match, PolicyAction.Review,
            "exact-match");
        yield return Row(
            "disputed in an observing bank", [Exact("observe") with { NegativeOpinions = 1 }], VerdictKind.Match,
            PolicyAction.Observe, "exact-match");
        yield return Row("bank off", [Exact("off")], VerdictKind.NoMatch, PolicyAction.Allow, "nothing-known");
        yield return Row("bank expired", [Exact("expired")], VerdictKind.NoMatch, PolicyAction.Allow, "nothing-known");
        yield return Row(
            "entry off", [Exact("block") with { Enabled = false }], VerdictKind.NoMatch, PolicyAction.Allow,
            "nothing-known");
        yield return Row(
            "entry off until later", [Exact("block") with { DisabledUntil = Now.AddDays(1) }], VerdictKind.NoMatch,
            PolicyAction.Allow, "nothing-known");
        yield return Row(
            "entry on again", [Exact("block") with { DisabledUntil = Now }], VerdictKind.Match, PolicyAction.Block,
            "exact-match");
        yield return Row(
            "negative beside near", [Near("negative"), Near("block")], VerdictKind.NoMatch, PolicyAction.Allow,
            "negative-bank");
        yield return Row(
            "negative beside exact", [Near("negative"), Exact("block")], VerdictKind.Match, PolicyAction.Block,
            "exact-match");
        yield return Row(
            "negative alone", [Exact("negative")], VerdictKind.NoMatch, PolicyAction.Allow, "negative-bank");
    }

    [TestCaseSource(nameof(Matches))]
    public void Judge_Matches_FollowsTheTable(
        KnownMatch[] matches, VerdictKind kind, PolicyAction action, string reason)
    {
        var verdict = Policy.Judge(Found(matches), Now);

        Assert.That((verdict.Kind, verdict.Action, verdict.Reason), Is.EqualTo((kind, action, reason)));
    }

    [Test]
    public void Judge_EveryObstacle_IsNeverAPass([Values] UnscannableCode code)
    {
        var verdict = Policy.Judge(Found() with { Obstacle = code }, Now);

        Assert.That(verdict.Kind, Is.EqualTo(VerdictKind.Unscannable));
        Assert.That(verdict.Action, Is.EqualTo(
            code is UnscannableCode.LowQuality or UnscannableCode.TooSmall
                ? PolicyAction.Observe
                : PolicyAction.Review));
    }

    [Test]
    public void Judge_ObstacleStricterThanTheMatch_TakesTheStricterAction()
    {
        var policy = Make(new PolicySettings
        {
            Banks = new Dictionary<string, BankPolicy> { ["observe"] = new() { Action = PolicyAction.Observe } },
            Unscannable =
                new Dictionary<UnscannableCode, PolicyAction> { [UnscannableCode.Corrupt] = PolicyAction.Block },
        });

        var verdict = policy.Judge(Found(Exact("observe")) with { Obstacle = UnscannableCode.Corrupt }, Now);

        Assert.That((verdict.Kind, verdict.Action), Is.EqualTo((VerdictKind.Match, PolicyAction.Block)));
    }

    [Test]
    public void Judge_CollisionAlone_IsAnAlarmAndNoMatch()
    {
        var verdict = Policy.Judge(Found() with { Collisions = [Exact("block")] }, Now);

        Assert.That(
            (verdict.Kind, verdict.Action, verdict.Reason),
            Is.EqualTo((VerdictKind.NoMatch, PolicyAction.Review, "digest-collision")));
    }

    [Test]
    public void Judge_QuarantinedEntry_IsReviewedAndSaysWhy()
    {
        var verdict = (Verdict.Match)Policy.Judge(Found(Exact("block")), Now, softening: _ => Softening.Quarantined);

        Assert.That(verdict.Action, Is.EqualTo(PolicyAction.Review));
        Assert.That(verdict.Matches[0].Softened, Is.EqualTo(Softening.Quarantined));
    }

    [Test]
    public void Judge_NegativeEntryNearOneFrame_FreesThatFrameAlone()
    {
        var verdict = (Verdict.Match)Policy.Judge(
            Found(
                Near("negative"), Near("block", 2), Near("block", 9) with { Frame = 1 },
                Near("review") with { EntryId = "e2" }),
            Now);

        Assert.That(
            verdict.Matches.Select(match => (match.Match.Bank, match.Match.Frame, match.Match.Distance)),
            Is.EqualTo(new[] { ("block", 1, 9) }));
    }

    [Test]
    public void Judge_EntryNearSeveralFrames_IsToldOnceAtTheNearest()
    {
        var verdict = (Verdict.Match)Policy.Judge(
            Found(
                Near("negative") with { Frame = 2 }, Near("block", 9) with { EntryId = "e" },
                Near("block", 4) with { EntryId = "e", Frame = 1 },
                Near("block", 1) with { EntryId = "e", Frame = 2 }),
            Now);

        Assert.That(verdict.Matches.Select(match => match.Match.Frame), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public void Judge_NegativeEntryByADigest_FreesEveryFrameAndNoDigest()
    {
        var near = Policy.Judge(Found(Exact("negative"), Near("block") with { Frame = 3 }), Now);
        var exact = Policy.Judge(Found(Exact("negative"), Near("negative"), Exact("block")), Now);

        Assert.That((near.Action, near.Reason), Is.EqualTo((PolicyAction.Allow, "negative-bank")));
        Assert.That((exact.Action, exact.Reason), Is.EqualTo((PolicyAction.Block, "exact-match")));
    }

    [Test]
    public void Judge_SeveralMatches_ListsTheStrictestThenTheNearest()
    {
        var verdict = (Verdict.Match)Policy.Judge(
            Found(Near("review", 1), Near("block", 9), Near("block", 4), Exact("block")), Now);

        Assert.That(
            verdict.Matches.Select(match => (match.Action, match.Match.Kind, match.Match.Distance)),
            Is.EqualTo(new[]
            {
                (PolicyAction.Block, MatchKind.Exact, 0), (PolicyAction.Block, MatchKind.Near, 4),
                (PolicyAction.Block, MatchKind.Near, 9), (PolicyAction.Review, MatchKind.Near, 1),
            }));
    }

    [TestCase("block", 0, true)]
    [TestCase("block", 1, false)]
    [TestCase("intimate", 0, false)]
    [TestCase("review", 0, false)]
    [TestCase("negative", 0, false)]
    [TestCase("off", 0, false)]
    public void Settles_ExactMatch_OnlyWhereNoPixelCouldMakeItStricter(
        string bank, int negativeOpinions, bool settles) =>
        Assert.That(Policy.Settles(Exact(bank) with { NegativeOpinions = negativeOpinions }, Now), Is.EqualTo(settles));

    [TestCase("block", MatchKind.Exact, 1, 0, null)]
    [TestCase("block", MatchKind.Exact, 0, 1, Softening.Denied)]
    [TestCase("block", MatchKind.Exact, 1, 1, Softening.Disputed)]
    [TestCase("quorum", MatchKind.Near, 2, 0, Softening.Quorum)]
    [TestCase("quorum", MatchKind.Near, 3, 0, null)]
    [TestCase("quorum", MatchKind.Near, 3, 1, Softening.Disputed)]
    [TestCase("quorum", MatchKind.Exact, 2, 0, null)]
    [TestCase("review", MatchKind.Exact, 0, 1, null)]
    public void Judge_OpinionsOnAnEntry_SayWhyItsActionIsMilder(
        string bank, MatchKind kind, int positive, int negative, Softening? expected)
    {
        var match = (kind == MatchKind.Exact ? Exact(bank) : Near(bank)) with
        {
            PositiveOpinions = positive,
            NegativeOpinions = negative,
        };

        var judged = (Policy.Judge(Found(match), Now) as Verdict.Match)?.Matches.Single();

        Assert.That(judged?.Softened, Is.EqualTo(expected));
    }

    [Test]
    public void Judge_SeveralMatches_ComeTheStrictestFirstThenTheNearest()
    {
        var verdict = Policy.Judge(
            Found(Near("review", 3), Near("block", 20), Near("observe", 1), Near("block", 7)), Now) as Verdict.Match;

        Assert.That(
            verdict?.Matches.Select(judged => (judged.Match.Bank, judged.Match.Distance)),
            Is.EqualTo(new[] { ("block", 7), ("block", 20), ("review", 3), ("observe", 1) }));
    }

    [TestCase("direct-messages", "EU", "out-of-scope:eu-messages")]
    [TestCase("Direct-Messages", "eu", "out-of-scope:eu-messages")]
    [TestCase("direct-messages", "US", null)]
    [TestCase("posts", "EU", null)]
    [TestCase(null, null, null)]
    [TestCase("drafts", null, "out-of-scope:drafts")]
    public void OutOfScope_SurfaceAndJurisdiction_FirstRuleThatFitsDecides(
        string? surface, string? jurisdiction, string? reason)
    {
        var policy = Make(new PolicySettings
        {
            Scope =
            [
                new ScopeRule { Name = "public", Surfaces = ["posts"], Scan = true },
                new ScopeRule { Name = "eu-messages", Surfaces = ["direct-messages"], Jurisdictions = ["EU"],
                    Scan = false },
                new ScopeRule { Name = "drafts", Surfaces = ["drafts", "posts"], Scan = false },
            ],
        });
        var upload = new UploadData
        {
            UploadId = "u",
            Content = new UploadContent(),
            Surface = surface,
            Jurisdiction = jurisdiction
        };

        Assert.That(policy.OutOfScope(upload)?.Reason, Is.EqualTo(reason));
    }

    private static TestCaseData Row(
        string name, KnownMatch[] matches, VerdictKind kind, PolicyAction action, string reason) =>
        new TestCaseData(matches, kind, action, reason).SetArgDisplayNames(name);

    private static VerdictPolicy Make(PolicySettings settings) => new(settings, "test");

    private static ContentFindings Found(params KnownMatch[] matches) =>
        new(1, "plan", 100, default(ContentDigests)) { Matches = [.. matches] };

    private static KnownMatch Exact(string bank) =>
        new(bank, "e1", "list", MatchKind.Exact) { Digests = DigestKinds.Sha256, PositiveOpinions = 1 };

    private static KnownMatch Near(string bank, int distance = 10) =>
        new(bank, $"n{distance}", "list", MatchKind.Near) { Distance = distance, PositiveOpinions = 1 };
}
