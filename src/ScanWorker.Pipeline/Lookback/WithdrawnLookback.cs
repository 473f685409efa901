using ScanWorker.Matching;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policies;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Pipeline.Lookback;

/// <summary>Did this block rest only on entries that have been withdrawn since?</summary>
/// <param name="set">The set as it is now.</param>
/// <param name="policy">Judges what is left.</param>
/// <param name="composer">Composes the reversal.</param>
/// <param name="clock">When it is decided.</param>
internal sealed class WithdrawnLookback(
    LoadedHashSet set, VerdictPolicy policy, LateComposer composer, TimeProvider clock) : ILookback
{
    private static readonly SearchPlan Anything = new([], [], [], "");

    private readonly FingerprintJudge _judge = new(set, policy, new SearchPlanner());

    /// <summary>Whatever it is near now, an upload that was no match was not blocked by an entry.</summary>
    public FingerprintScreen Screen { get; } = new(HashIndex.Empty, Anything, qualityFloor: 0);

    public LookbackFinding? Look(RecordedRecord record, VerdictEvent verdict)
    {
        if (verdict is not { Verdict: VerdictKind.Match, Action: PolicyAction.Block })
        {
            return null;
        }

        var decisive = verdict.Matches.Where(match => match.Action == PolicyAction.Block).ToList();
        if (decisive.Count == 0 || !decisive.TrueForAll(IsWithdrawn))
        {
            return null;
        }

        // What is left may block by another entry. Where pixels were never looked at, a person must say: review.
        var now = clock.GetUtcNow();
        var judged = _judge.Judge(verdict, now);
        if (judged.Action == PolicyAction.Block)
        {
            return null;
        }

        var result = new ScanResult(judged, set.Version, policy.Version, now, null);
        return new LookbackFinding(
            verdict.UploadId, verdict.Action, judged.Action, [.. decisive.Select(match => match.Bank).Distinct()],
            composer.Reversal(record.Record, verdict, result));
    }

    private bool IsWithdrawn(MatchData match) =>
        set.Index.Find(new EntryKey(match.Bank, match.Source, match.EntryId)) is var ordinal
        && (ordinal < 0 || !set.Index.GetEntry(ordinal).Enabled);
}
