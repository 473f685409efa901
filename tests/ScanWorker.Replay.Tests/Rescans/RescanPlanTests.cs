using CsCheck;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Rescans;

namespace ScanWorker.Replay.Tests.Rescans;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class RescanPlanTests
{
    private static readonly RescanOptions Options = new() { After = TimeSpan.FromMinutes(5), TimesMax = 3 };

    [TestCase("fetch-timeout", true)]
    [TestCase("fetch-failed", true)]
    [TestCase("decode-timeout", true)]
    [TestCase("internal-error:decode", true)]
    [TestCase("not-found", false)]
    [TestCase("corrupt:truncated", false)]
    [TestCase("too-many-pixels", false)]
    public void Due_AfterAWhile_IsWhatMayHavePassed(string reason, bool isRetried)
    {
        var plan = new RescanPlan(Options);
        plan.Note(Verdict(3, 0, reason));

        Assert.That(plan.Due(At(minutes: 4.9)), Is.Empty);
        Assert.That(plan.Due(At(minutes: 5)).Select(due => due.Upload.Offset), isRetried
            ? Is.EqualTo(new long[] { 3 })
            : Is.Empty);
    }

    [Test]
    public void Due_EachFurtherTime_IsAfterTwiceAsLongAndNotForEver()
    {
        var plan = new RescanPlan(Options);
        plan.Note(Verdict(3, 0, "fetch-failed"));
        plan.Note(Verdict(3, 1, "fetch-failed"));
        Assert.That(plan.Due(At(minutes: 9.9)), Is.Empty);
        Assert.That(plan.Due(At(minutes: 10)), Has.Count.EqualTo(1));

        plan.Note(Verdict(3, 2, "fetch-failed"));
        Assert.That(plan.Due(At(minutes: 20)).Single().Before.Decision, Is.EqualTo(2));

        plan.Note(Verdict(3, 3, "fetch-failed"));
        Assert.That(plan.Due(At(minutes: 1000)), Is.Empty);
    }

    [Test]
    public void Due_JudgedLongAgo_IsLeftAlone()
    {
        var plan = new RescanPlan(Options);
        plan.Note(Verdict(3, 0, "fetch-failed"));

        Assert.That(plan.Due(DateTimeOffset.UnixEpoch + Options.Since + TimeSpan.FromSeconds(1)), Is.Empty);
        Assert.That(plan.Waiting, Is.Zero);
    }

    [Test]
    public void Due_VerdictsInAnyOrder_IsTheLatestOfEachUpload() => Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 3], Gen.Bool, static (upload, decision, passes) => (upload, decision, passes))
        .Array[0, 30].Sample(static noted =>
        {
            // A decision is written once: what stands first of its number is what it says.
            var written = noted.DistinctBy(one => (one.upload, one.decision)).ToList();
            var plan = new RescanPlan(Options);
            foreach (var one in written)
            {
                plan.Note(Verdict(one.upload, one.decision, one.passes ? "fetch-failed" : "corrupt"));
            }

            var expected = written.GroupBy(one => one.upload)
                .Select(group => group.MaxBy(one => one.decision))
                .Where(one => one.passes && one.decision < Options.TimesMax)
                .Select(one => (one.upload, one.decision)).Order();
            var due = plan.Due(At(minutes: 600))
                .Select(candidate => ((int)candidate.Upload.Offset, candidate.Before.Decision ?? 0)).Order();
            return due.SequenceEqual(expected);
        });

    [Test]
    public void Compose_LookedAtNow_TakesTheReportBackAndCountsTheAttempt()
    {
        var plan = new RescanPlan(Options);
        plan.Note(Verdict(3, 0, "fetch-failed"));
        var candidate = plan.Due(At(minutes: 5)).Single();
        var policy = new VerdictPolicy(new PolicySettings(), "p");

        var again = Compose(candidate, policy.Unscannable(new UnscannableReason(UnscannableCode.FetchFailed)));
        var looked = Compose(candidate, policy.Unscannable(new UnscannableReason(UnscannableCode.LowQuality)));

        Assert.That(again, Is.EqualTo(new[] { EventTypes.Verdict }));
        Assert.That(looked, Is.EqualTo(new[] { EventTypes.Verdict, EventTypes.Retraction }));
    }

    private static IEnumerable<string?> Compose(RescanCandidate candidate, Verdict verdict) => RescanComposer.Compose(
        new LateComposer(new WorkerData("1", "w"), "/test"), candidate,
        new ScanResult(verdict, 1, "p", At(minutes: 6), new TimingsData()), _ => true)
        .Select(written => written.Headers.Single(header => header.Name == "ce_type").Value)
        .Select(type => type is null ? null : System.Text.Encoding.UTF8.GetString(type));

    private static DateTimeOffset At(double minutes) => DateTimeOffset.UnixEpoch.AddMinutes(minutes);

    private static RecordedRecord Verdict(int offset, int decision, string reason)
    {
        var verdict = PastVerdicts.Unknown(offset) with
        {
            Verdict = VerdictKind.Unscannable,
            Action = PolicyAction.Review,
            Reason = reason,
            Decision = decision == 0 ? null : decision,
        };
        var id = $"uploads/0/{offset}/{EventTypes.Verdict}" + (decision == 0 ? "" : $"/late/{decision}");
        var recorded = PastVerdicts.Record(verdict, offset);
        return recorded with
        {
            Record = recorded.Record with
            {
                Headers = [RecordHeader.Of("ce_id", id), RecordHeader.Of("ce_type", EventTypes.Verdict)],
            },
        };
    }
}
