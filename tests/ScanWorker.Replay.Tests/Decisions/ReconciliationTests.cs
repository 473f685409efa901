using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Replay.Tests.Decisions;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ReconciliationTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));
    private readonly VerdictEvent _past = PastVerdicts.Unknown(5);

    [TestCase(0)]
    [TestCase(3000)]
    public void Look_NewEntryIsNear_BlocksAndReportsLate(int ofTransform)
    {
        var entry = PastVerdicts.Entry("b", "new", PastVerdicts.Hash(ofTransform + 5));
        var lookback = Lookback("{}", added: [entry], PastVerdicts.Entry("b", "old", PastVerdicts.Hash(77)), entry);

        var finding = lookback.Look(PastVerdicts.Record(_past), _past);

        Assert.That(
            finding?.Events.Select(outbound => outbound.Topic),
            Is.EqualTo(new[] { OutboundTopic.Verdicts, OutboundTopic.Blocks, OutboundTopic.Reports }));
        var verdict = Read(finding?.Events[0], EventJson.Default.VerdictEvent);
        Assert.That(
            (verdict?.Action, verdict?.Decision, verdict?.Supersedes?.Id, verdict?.FirstScannedAt),
            Is.EqualTo((PolicyAction.Block, 1, "uploads/0/7/scanworker.verdict.v1", _past.ScannedAt)));
        Assert.That(verdict?.Perceptual, Is.EqualTo(_past.Perceptual));
        var block = Read(finding?.Events[1], EventJson.Default.BlockEvent);
        Assert.That(
            (block?.UploadId, block?.Late, block?.HashSetVersion, block?.Tenant),
            Is.EqualTo(("upload-5", true, 4, "t")));
        var report = Read(finding?.Events[2], EventJson.Default.ReportEvent);
        Assert.That(
            (report?.Late, report?.HashSetVersion, report?.PersonOrUserReported?.ScreenName),
            Is.EqualTo((true, 4, "ann")));
        Assert.That(report?.Matches.Single().EntryId, Is.EqualTo("new"));
        Assert.That(IdOf(finding?.Events[1]), Is.EqualTo("uploads/0/7/scanworker.block.v1/late/1"));
        Assert.That(finding?.Events[0].Key, Is.EqualTo("k"u8.ToArray()));
    }

    [Test]
    public void Look_NewDigest_FindsAnUploadWithoutPerceptualHashes()
    {
        var entry = PastVerdicts.Entry("b", "new", sha256: PastVerdicts.Hash(-6));
        var past = _past with
        {
            Perceptual = [],
            Verdict = VerdictKind.Unscannable,
            Action = PolicyAction.Review,
            Reason = "corrupt"
        };

        Assert.That(
            Lookback("{}", [entry], entry).Look(PastVerdicts.Record(past), past)?.Now, Is.EqualTo(PolicyAction.Block));
    }

    // A worker that has stayed at an earlier version knows nothing of what the later one found.
    [TestCase(4, false)]
    [TestCase(5, true)]
    public void Look_DecidedByALaterVersion_IsLeftAlone(long version, bool isLeftAlone)
    {
        var entry = PastVerdicts.Entry("b", "new", PastVerdicts.Hash(5));
        var past = _past with { HashSetVersion = version };

        var finding = Lookback("{}", [entry], entry).Look(PastVerdicts.Record(past), past);

        Assert.That(finding is null, Is.EqualTo(isLeftAlone));
    }

    // Of a long video few hashes are left, and not the one by which it was blocked, or sent to review.
    [TestCase(PolicyAction.Block, true, true, null, false)]
    [TestCase(PolicyAction.Block, true, false, null, true)]
    [TestCase(PolicyAction.Block, true, false, true, false, Description = "others than those listed may stand")]
    [TestCase(PolicyAction.Block, false, true, true, false)]
    [TestCase(PolicyAction.Review, true, true, null, false, Description = "as strict as what cannot be looked at")]
    [TestCase(PolicyAction.Review, true, false, null, true)]
    public void Look_DecisionWhoseHashesWereCut_StandsWhileItsEntryIsListed(
        PolicyAction action, bool hasMatches, bool isListed, bool? isCut, bool isTakenBack)
    {
        var entry = PastVerdicts.Entry("b", "old", PastVerdicts.Hash(77));
        var past = _past with
        {
            Verdict = VerdictKind.Match,
            Action = action,
            Reason = "near-match",
            PerceptualCapped = true,
            Matches = hasMatches ? [PastVerdicts.Near(action) with { EntryId = "old", Source = entry.Source }] : [],
            MatchesCapped = isCut,
        };
        var other = PastVerdicts.Entry("b", "other", PastVerdicts.Hash(9));

        var lookback = Lookback(LookbackKind.Everything, "{}", added: [], isListed ? [entry, other] : [other]);

        Assert.That(lookback.Look(PastVerdicts.Record(past), past) is not null, Is.EqualTo(isTakenBack));
        Assert.That(lookback.PartsUnsearched, Is.EqualTo(1));
    }

    // The lists have grown so much that the search among videos gives up.
    [TestCase(0, true, false)]
    [TestCase(0, false, true)]
    [TestCase(1 << 20, true, false)]
    [TestCase(1 << 20, false, true)]
    public void Look_BlockedVideoWhoseSearchGivesUp_StandsWhileItsEntryIsListed(
        long workMax, bool isListed, bool isReversed)
    {
        var frames = _past.Perceptual.Take(1).Concat(PastVerdicts.Unknown(6).Perceptual.Take(1)).Index()
            .Select(frame => frame.Item with { Frame = frame.Index });
        var old = PastVerdicts.Entry("b", "old") with
        {
            Vpdq = VideoFrames.Of([PastVerdicts.Hash(5), PastVerdicts.Hash(6)]),
        };
        var other = PastVerdicts.Entry("b", "other") with { Vpdq = VideoFrames.Of([PastVerdicts.Hash(9)]) };
        var past = _past with
        {
            Verdict = VerdictKind.Match,
            Action = PolicyAction.Block,
            Reason = "near-match",
            Perceptual = [.. frames],
            Matches = [PastVerdicts.Near(PolicyAction.Block) with { EntryId = "old", Source = old.Source }],
        };

        var lookback = Lookback(
            LookbackKind.Everything, "{}", added: [], new SearchPlanner(workMax), isListed ? [old, other] : [other]);

        Assert.That(lookback.Look(PastVerdicts.Record(past), past) is not null, Is.EqualTo(isReversed));
        Assert.That(lookback.PartsUnsearched, Is.EqualTo(workMax == 0 ? 1 : 0));
    }

    [Test]
    public void Look_OnlyAnOldEntryIsNear_FindsNothing()
    {
        var entry = PastVerdicts.Entry("b", "old", PastVerdicts.Hash(5));

        Assert.That(
            Lookback("{}", [PastVerdicts.Entry("b", "new", PastVerdicts.Hash(88))], entry).Look(
                PastVerdicts.Record(_past), _past),
            Is.Null);
    }

    [Test]
    public void Look_AnOldNegativeEntryIsNearToo_IsSuppressedAsAnUploadOfNowWouldBe()
    {
        var entry = PastVerdicts.Entry("b", "new", PastVerdicts.Hash(5));
        var negative = PastVerdicts.Entry("n", "old", PastVerdicts.Hash(5));

        Assert.That(
            Lookback("""{"banks":{"n":{"negative":true}}}""", [entry], entry, negative)
                .Look(PastVerdicts.Record(_past), _past),
            Is.Null);
    }

    [Test]
    public void Look_BlockedAlready_IsNotToldAgain()
    {
        var old = PastVerdicts.Entry("b", "e", PastVerdicts.Hash(5)) with { Source = "s" };
        var entry = PastVerdicts.Entry("b", "new", PastVerdicts.Hash(5));
        var past = _past with
        {
            Verdict = VerdictKind.Match,
            Action = PolicyAction.Block,
            Matches = [PastVerdicts.Near(PolicyAction.Block)],
        };

        Assert.That(Lookback("{}", [entry], entry, old).Look(PastVerdicts.Record(past), past), Is.Null);
    }

    [Test]
    public void Look_BankThatOnlyObserves_EmitsNothing()
    {
        var entry = PastVerdicts.Entry("b", "new", PastVerdicts.Hash(5));

        Assert.That(
            Lookback("""{"banks":{"b":{"action":"observe"}}}""", [entry], entry)
                .Look(PastVerdicts.Record(_past), _past),
            Is.Null);
    }

    [Test]
    public void Screen_AnyVerdict_IsClearOnlyWhereLookFindsNothing()
    {
        var added = Enumerable.Range(0, 50)
            .Select(number => PastVerdicts.Entry("b", $"e{number}", PastVerdicts.Hash((number % 8 * 1000) + number)))
            .ToArray();
        var lookback = Lookback("{}", added, added);
        var hashes = new PerceptualHash[256];
        var found = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var past = PastVerdicts.Unknown(seed, quality: seed % 3 == 0 ? 20 : 90);
            Assert.That(VerdictSkim.TryRead(PastVerdicts.Json(past), isEscaped: false, hashes, out var skim), Is.True);
            var isClear = lookback.Screen.IsClear(in skim, hashes.AsSpan(0, skim.HashCount));
            var finding = lookback.Look(PastVerdicts.Record(past), past);
            found += finding is null ? 0 : 1;
            Assert.That(isClear && finding is not null, Is.False, $"seed {seed}");
            Assert.That(isClear || finding is not null || seed % 3 == 0, Is.True, $"seed {seed} should be clear");
        }

        Assert.That(found, Is.GreaterThan(20));
    }

    [TestCase("{}", 0)]
    [TestCase("""{"banks":{"b":{"crops":{"halves":15}}}}""", 2)]
    [TestCase("""{"banks":{"b":{"crops":{"halves":15,"cells":15}}}}""", 3)]
    public void PartsUnsearched_VerdictsWithAndWithoutHashesOfParts_CountsThoseThatLackOne(string policy, int count)
    {
        var lookback = Lookback(policy, [], PastVerdicts.Entry("b", "e", PastVerdicts.Hash(77)));
        var version = PolicyFile.Read(Encoding.UTF8.GetBytes(policy), [])?.Version ?? "";
        var match = _past with { Verdict = VerdictKind.Match, Matches = [PastVerdicts.Near(PolicyAction.Block)] };
        var halved = match with
        {
            Perceptual = [.. match.Perceptual, match.Perceptual[0] with { Crop = "left-half" }],
        };
        var hashes = new PerceptualHash[VerdictSkim.HashesMax];
        foreach (var verdict in new[]
        {
            _past, match, halved, _past with { PolicyVersion = version }, match with { PolicyVersion = version },
            match with { Decision = 1 }, match with { Perceptual = [] },
        })
        {
            _ = lookback.Look(PastVerdicts.Record(verdict), hashes);
        }

        Assert.That(lookback.PartsUnsearched, Is.EqualTo(count));
    }

    private static T? Read<T>(OutboundEvent? outbound, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(outbound?.Value, type);

    private static string? IdOf(OutboundEvent? outbound) =>
        outbound?.Headers.Where(header => header.Name == "ce_id")
            .Select(header => Encoding.UTF8.GetString(header.Value ?? [])).Single();

    private Reconciliation Lookback(string policy, Entry[] added, params Entry[] all) =>
        Lookback(LookbackKind.Added, policy, added, all);

    private Reconciliation Lookback(LookbackKind kind, string policy, Entry[] added, params Entry[] all) =>
        Lookback(kind, policy, added, new SearchPlanner(), all);

    private Reconciliation Lookback(
        LookbackKind kind, string policy, Entry[] added, SearchPlanner planner, params Entry[] all) => new(
        PastVerdicts.Set(4, all), new LookbackQuestion(kind, HashIndex.Build(added)),
        PolicyFile.Read(Encoding.UTF8.GetBytes(policy), []) ?? throw new AssertionException("The policy is wrong."),
        static _ => null, new LateComposer(new WorkerData("1", "lookback"), "/test"), _clock, planner);
}
