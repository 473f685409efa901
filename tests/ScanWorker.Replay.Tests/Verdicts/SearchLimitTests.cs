using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Replay.Tests.Verdicts;

/// <summary>Videos that the search among known ones gave up at, or gives up at now.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class SearchLimitTests
{
    private static readonly VerdictPolicy Policy = new(new PolicySettings(), "test");

    // Frames that no entry has.
    private static readonly VerdictEvent Unknown = PastVerdicts.Unknown(5) with
    {
        Perceptual = [.. Frames(PastVerdicts.Unknown(5)), .. Frames(PastVerdicts.Unknown(6), frame: 1)],
    };

    private static readonly Entry Known = new("b", "e", "s")
    {
        Vpdq = VideoFrames.Of([PastVerdicts.Hash(8), PastVerdicts.Hash(9)]),
    };

    [TestCase(1 << 20, VerdictKind.NoMatch, "nothing-known")]
    [TestCase(0, VerdictKind.Unscannable, "search-limit")]
    public void Judge_VideoThatMatchedNothing_IsAPassOnlyIfTheSearchIsCompleteNow(
        long workMax, VerdictKind kind, string reason)
    {
        var verdict = Judge(Unknown, workMax);

        Assert.That((verdict.Kind, verdict.Reason), Is.EqualTo((kind, reason)));
    }

    // The decoder's obstacle stays, whatever is searched now.
    [TestCase(1 << 20, null, "nothing-known")]
    [TestCase(1 << 20, "low-quality", "nothing-known")]
    [TestCase(1 << 20, "too-many-frames", "too-many-frames")]
    [TestCase(0, null, "search-limit")]
    [TestCase(0, "too-many-frames", "too-many-frames")]
    public void Judge_VideoThatTheSearchGaveUpAt_IsSearchedAgain(long workMax, string? beside, string reason)
    {
        var verdict = Judge(
            Unknown with
            {
                Verdict = VerdictKind.Unscannable,
                Action = PolicyAction.Review,
                Reason = "search-limit",
                Image = Unknown.Image is { } image ? image with { Incomplete = beside } : null,
            },
            workMax);

        Assert.That(verdict.Reason, Is.EqualTo(reason));
    }

    [TestCase(1 << 20, true)]
    [TestCase(0, false)]
    public void IsClear_Video_OnlyIfTheSearchWasComplete(long workMax, bool isClear)
    {
        var index = PastVerdicts.Set(1, Known).Index;
        var plan = new SearchPlanner(workMax).PlanFor(index, Policy, DateTimeOffset.UnixEpoch);
        var hashes = new PerceptualHash[VerdictSkim.HashesMax];

        Assert.That(VerdictSkim.TryRead(PastVerdicts.Json(Unknown), isEscaped: false, hashes, out var skim), Is.True);
        Assert.That(
            new FingerprintScreen(index, plan, qualityFloor: 50).IsClear(in skim, hashes.AsSpan(0, skim.HashCount)),
            Is.EqualTo(isClear));
    }

    private static Verdict Judge(VerdictEvent recorded, long workMax) =>
        new FingerprintJudge(PastVerdicts.Set(2, Known), Policy, new SearchPlanner(workMax))
            .Judge(recorded, DateTimeOffset.UnixEpoch);

    private static IEnumerable<PerceptualData> Frames(VerdictEvent picture, int frame = 0) =>
        picture.Perceptual.Select(hash => hash with { Frame = frame });
}
