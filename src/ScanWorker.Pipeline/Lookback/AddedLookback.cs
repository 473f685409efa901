using ScanWorker.Matching;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policies;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Pipeline.Lookback;

/// <summary>Would this upload have another outcome, had the new entries been there?</summary>
/// <remarks>
/// Most uploads are answered by a search of the new entries alone. Where one matches, the whole set is asked, since an
/// older entry may suppress it, and the policy speaks as it does of a new upload.
/// </remarks>
/// <param name="set">The set as it is now.</param>
/// <param name="added">An index of the new entries alone.</param>
/// <param name="policy">Judges.</param>
/// <param name="composer">Composes the late events.</param>
/// <param name="clock">When it is decided; also decides expiry and disabling.</param>
internal sealed class AddedLookback(
    LoadedHashSet set, HashIndex added, VerdictPolicy policy, LateComposer composer, TimeProvider clock) : ILookback
{
    private readonly FingerprintJudge _judge = new(set, policy, new SearchPlanner());

    public FingerprintScreen Screen { get; } = Screening(added, policy, clock.GetUtcNow());

    public LookbackFinding? Look(RecordedRecord record, VerdictEvent verdict)
    {
        var now = clock.GetUtcNow();
        if (_judge.FindingsOf(verdict, now) is not { } findings || !findings.Matches.Any(IsAdded)
            || _judge.Judge(verdict, now) is not Verdict.Match judged)
        {
            return null;
        }

        var decisive = judged.Matches.Where(match => IsAdded(match.Match)).ToList();
        if (decisive.Count == 0 || !IsRaised(verdict, judged, decisive))
        {
            return null;
        }

        var result = new ScanResult(judged, set.Version, policy.Version, now, null) { Findings = findings };
        var wantsBlock = judged.Action == PolicyAction.Block && verdict.Action != PolicyAction.Block;
        var events = composer.Late(record.Record, verdict, result, wantsBlock, ReportComposer.IsCalledFor(judged));
        return events.IsEmpty ? null : new LookbackFinding(
            verdict.UploadId, verdict.Action, judged.Action, [.. decisive.Select(match => match.Match.Bank).Distinct()],
            events);
    }

    // Whatever its own fields are, an upload that is near no new entry has the outcome that it had.
    private static FingerprintScreen Screening(HashIndex added, VerdictPolicy policy, DateTimeOffset now)
    {
        var plan = new SearchPlanner().PlanFor(added, policy, now);
        var floor = plan.MinQualityByBank.IsEmpty ? 0 : plan.MinQualityByBank.Max();
        return new FingerprintScreen(added, plan, floor);
    }

    // What has been blocked or is under review already is told again only if it has become a matter for a report.
    private bool IsRaised(VerdictEvent before, Verdict.Match now, List<JudgedMatch> decisive) =>
        now.Action > before.Action
        || (decisive.Exists(match => match.Bank.Reportable && match.Action >= PolicyAction.Review)
            && !before.Matches.Any(
                match => policy.BankOf(match.Bank).Reportable && match.Action >= PolicyAction.Review));

    private bool IsAdded(KnownMatch match) => added.Find(new EntryKey(match.Bank, match.Source, match.EntryId)) >= 0;
}
