using System.Text;
using System.Text.Json;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Lookback;
using ScanWorker.Pipeline.Policies;
using ScanWorker.Pipeline.Tests.Replay;

namespace ScanWorker.Pipeline.Tests.Lookback;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WithdrawnLookbackTests
{
    [Test]
    public void Look_EveryDecisiveEntryIsGone_TakesTheBlockBack()
    {
        var blocked = Blocked("gone");

        var finding = Lookback().Look(PastVerdicts.Record(blocked), blocked);

        var reversal = JsonSerializer.Deserialize(finding?.Events.Single().Value, EventJson.Default.ReversalEvent);
        Assert.That((reversal?.UploadId, reversal?.Action, reversal?.ReasonCode, reversal?.HashSetVersion),
            Is.EqualTo(("upload-5", PolicyAction.Allow, "entries-withdrawn", 9)));
        Assert.That(finding?.Events.Single().Topic, Is.EqualTo(OutboundTopic.Blocks));
    }

    [Test]
    public void Look_OneOfSeveralEntriesIsStillThere_LeavesTheBlock()
    {
        var blocked = Blocked("gone", "kept");

        Assert.That(
            Lookback(PastVerdicts.Entry("b", "kept", PastVerdicts.Hash(5))).Look(PastVerdicts.Record(blocked), blocked),
            Is.Null);
    }

    [Test]
    public void Look_AnotherEntryBlocksItToday_LeavesTheBlock()
    {
        var blocked = Blocked("gone");

        Assert.That(
            Lookback(PastVerdicts.Entry("b", "other", PastVerdicts.Hash(5))).Look(
                PastVerdicts.Record(blocked), blocked),
            Is.Null);
    }

    [Test]
    public void Look_PixelsWereNeverLookedAt_GoesToAPerson()
    {
        var blocked = Blocked("gone") with { Perceptual = [] };

        Assert.That(Lookback().Look(PastVerdicts.Record(blocked), blocked)?.Now, Is.EqualTo(PolicyAction.Review));
    }

    [Test]
    public void Look_EntryIsDisabled_CountsAsGone()
    {
        var blocked = Blocked("off");
        var disabled = PastVerdicts.Entry("b", "off", PastVerdicts.Hash(5)) with { Enabled = false };

        Assert.That(
            Lookback(disabled).Look(PastVerdicts.Record(blocked), blocked)?.Now, Is.EqualTo(PolicyAction.Allow));
    }

    private static VerdictEvent Blocked(params string[] entries) => PastVerdicts.Unknown(5) with
    {
        Verdict = VerdictKind.Match,
        Action = PolicyAction.Block,
        Reason = "near-match",
        Matches =
        [
            .. entries.Select(entry =>
                PastVerdicts.Near(PolicyAction.Block) with { EntryId = entry, Source = "list", Distance = 2 }),
        ],
    };

    private static WithdrawnLookback Lookback(params Entry[] entries) => new(
        PastVerdicts.Set(9, entries), PolicyFile.Read(Encoding.UTF8.GetBytes("{}"), [])
            ?? throw new AssertionException("The policy is wrong."),
        new LateComposer(new WorkerData("1", "lookback"), "/test"), TimeProvider.System);
}
