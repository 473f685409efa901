using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Replay.Tests.Verdicts;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FingerprintJudgeTests
{
    private static readonly VerdictPolicy Policy = new(new PolicySettings(), "test");

    [TestCase(false, VerdictKind.Unscannable, "unknown:no-fingerprint")]
    [TestCase(true, VerdictKind.NoMatch, "nothing-known")]
    public void Judge_SetWithSha512AndVerdictWithOrWithoutIt_IsLookedAtInFullOnlyWithIt(
        bool has, VerdictKind kind, string reason)
    {
        var verdict = Judge(PastVerdicts.Unknown(5, sha512: has), PastVerdicts.Unknown(6, sha512: true));

        Assert.That((verdict.Kind, verdict.Reason), Is.EqualTo((kind, reason)));
    }

    [Test]
    public void Judge_Sha512OfAnEntry_IsAMatch()
    {
        var recorded = PastVerdicts.Unknown(5, sha512: true);

        Assert.That(Judge(recorded, recorded).Kind, Is.EqualTo(VerdictKind.Match));
    }

    [TestCase(null, VerdictKind.NoMatch, "nothing-known")]
    [TestCase(true, VerdictKind.Unscannable, "unknown:no-fingerprint")]
    public void Judge_VerdictFromWhichHashesWereCut_IsNotLookedAtInFull(
        bool? isCut, VerdictKind kind, string reason)
    {
        var recorded = PastVerdicts.Unknown(5, sha512: true) with { PerceptualCapped = isCut };

        var verdict = Judge(recorded, PastVerdicts.Unknown(6, sha512: true));

        Assert.That((verdict.Kind, verdict.Reason), Is.EqualTo((kind, reason)));
        Assert.That(
            VerdictSkim.TryRead(PastVerdicts.Json(recorded), isEscaped: false, new PerceptualHash[8], out _),
            Is.EqualTo(isCut is null), "A quick reader must not take it for whole.");
    }

    // The quick answer must not clear what the judge cannot.
    [TestCase(false)]
    [TestCase(true)]
    public void IsClear_SetWithSha512_OnlyOfAVerdictThatHasIt(bool has)
    {
        var index = IndexOf(PastVerdicts.Unknown(6, sha512: true));
        var screen = ScreenMaker.Of(index, Policy) ?? throw new AssertionException("No rule needs more.");
        var hashes = new PerceptualHash[8];
        var json = PastVerdicts.Json(PastVerdicts.Unknown(5, sha512: has));

        Assert.That(VerdictSkim.TryRead(json, isEscaped: false, hashes, out var skim), Is.True);
        Assert.That(screen.IsClear(in skim, hashes.AsSpan(0, skim.HashCount)), Is.EqualTo(has));
    }

    private static Verdict Judge(VerdictEvent recorded, VerdictEvent listed)
    {
        var manifest = new HashSetManifest("test", 1, 0, DateTimeOffset.UnixEpoch, [], []);
        var set = new LoadedHashSet(IndexOf(listed), manifest, DateTimeOffset.UnixEpoch);
        return new FingerprintJudge(set, Policy, new SearchPlanner()).Judge(recorded, DateTimeOffset.UnixEpoch);
    }

    private static HashIndex IndexOf(VerdictEvent listed) =>
        Hash512.TryParseHex(listed.Digests?.Sha512, out var sha512)
            ? HashIndex.Build([new Entry("b", "e", "s") { Sha512 = sha512 }])
            : throw new ArgumentException("It has no SHA-512.");
}
