using System.Text;
using System.Text.Json;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Decisions;

namespace ScanWorker.Replay.Tests.Decisions;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ReversalTests
{
    [Test]
    public void Look_EveryDecisiveEntryIsGone_TakesTheBlockBack()
    {
        var blocked = Blocked("gone");

        var finding = Lookback().Look(PastVerdicts.Record(blocked), blocked);

        Assert.That(
            finding?.Events.Select(outbound => outbound.Topic),
            Is.EqualTo(new[] { OutboundTopic.Verdicts, OutboundTopic.Blocks, OutboundTopic.Reports }));
        var reversal = JsonSerializer.Deserialize(finding?.Events[1].Value, EventJson.Default.ReversalEvent);
        var retraction = JsonSerializer.Deserialize(finding?.Events[2].Value, EventJson.Default.RetractionEvent);
        Assert.That((reversal?.UploadId, reversal?.Action, reversal?.ReasonCode, reversal?.HashSetVersion),
            Is.EqualTo(("upload-5", PolicyAction.Allow, "entries-withdrawn", 9)));
        Assert.That(
            (retraction?.Action, retraction?.ReasonCode, retraction?.Reportable, retraction?.Decision),
            Is.EqualTo((PolicyAction.Allow, "entries-withdrawn", true, 1)));
        Assert.That(retraction?.Matches.Single().EntryId, Is.EqualTo("gone"));
    }

    [Test]
    public void Look_AnyKey_PutsTheLateVerdictInThePartitionOfTheVerdictBefore()
    {
        var blocked = Blocked("gone");
        var recorded = PastVerdicts.Record(blocked);
        var record = recorded.Record with
        {
            Key = null,
            Position = new RecordPosition(new TopicPartition("scan.verdicts", 11), 7),
        };

        var finding = Lookback().Look(recorded with { Record = record }, blocked);

        Assert.That(
            finding?.Events.Select(outbound => (outbound.Topic, outbound.Partition)),
            Is.EqualTo(new (OutboundTopic, int?)[]
            {
                (OutboundTopic.Verdicts, 11), (OutboundTopic.Blocks, null), (OutboundTopic.Reports, null),
            }));
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
    public void Look_AnotherEntryBlocksItToday_ReportsOnWhatStands()
    {
        var blocked = Blocked("gone");

        var events = Lookback(PastVerdicts.Entry("b", "other", PastVerdicts.Hash(5)))
            .Look(PastVerdicts.Record(blocked), blocked)?.Events;

        Assert.That(
            events?.Select(outbound => outbound.Headers.Single(header => header.Name == "ce_type"))
                .Select(header => Encoding.UTF8.GetString(header.Value ?? [])),
            Is.EqualTo(new[] { EventTypes.Verdict, EventTypes.Retraction, EventTypes.Report }));
    }

    [Test]
    public void Look_BankIsLeftOutByThePolicyNow_LeavesWhatWasDecided()
    {
        var blocked = Blocked("gone");

        Assert.That(
            LookbackUnder("""{"banks":{"b":{"enabled":false}}}""").Look(PastVerdicts.Record(blocked), blocked),
            Is.Null);
    }

    [Test]
    public void Look_OutOfScopeByThePolicyNow_LeavesWhatWasDecided()
    {
        var blocked = Blocked("gone");

        Assert.That(
            LookbackUnder("""{"scope":[{"name":"posts","surfaces":["posts"],"scan":false}]}""")
                .Look(PastVerdicts.Record(blocked), blocked),
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

    private static Reconciliation Lookback(params Entry[] entries) => LookbackUnder("{}", entries);

    private static Reconciliation LookbackUnder(string policy, params Entry[] entries) => new(
        PastVerdicts.Set(9, entries), new LookbackQuestion(LookbackKind.Withdrawn, HashIndex.Empty),
        PolicyFile.Read(Encoding.UTF8.GetBytes(policy), [])
            ?? throw new AssertionException("The policy is wrong."),
        static _ => null, new LateComposer(new WorkerData("1", "lookback"), "/test"), TimeProvider.System);
}
