using ScanWorker.Pipeline.Events;

namespace ScanWorker.Replay.Decisions;

/// <summary>What the topics say of one upload so far.</summary>
/// <param name="Last">The latest judgement that was written.</param>
/// <param name="WasBlocked">The topic of blocks has said of the upload that it is blocked, now or once.</param>
/// <param name="IsReported">The topic of reports says that the upload is a case.</param>
internal sealed record UploadStanding(Judgement Last, bool WasBlocked, bool IsReported)
{
    /// <param name="verdict">The latest of the upload.</param>
    /// <param name="isReportable">Says so of a bank.</param>
    public static UploadStanding Of(VerdictEvent verdict, Func<string, bool> isReportable)
    {
        // Before verdicts said whether they are reportable, a block that is not had no report.
        var last = Judgement.Of(verdict, isReportable);
        var isSilentBlock = verdict is { Verdict: VerdictKind.Match, Action: PolicyAction.Block, Reportable: null }
            && !last.Reportable;
        return new UploadStanding(
            last, verdict.BlockedAt is not null || verdict.Action == PolicyAction.Block,
            last.CallsForReport && !isSilentBlock);
    }

    /// <summary>The events that make the topics say what <paramref name="now"/> says.</summary>
    public OwedEvents Owed(Judgement now) => OwedToBlocks(now) | OwedToReports(now);

    private OwedEvents OwedToBlocks(Judgement now) =>
        Last.Action == now.Action ? OwedEvents.None
        : now.Action == PolicyAction.Block ? OwedEvents.Block
        : WasBlocked ? OwedEvents.Reversal
        : OwedEvents.None;

    private OwedEvents OwedToReports(Judgement now)
    {
        if (!now.CallsForReport)
        {
            return IsReported ? OwedEvents.Retraction : OwedEvents.None;
        }

        if (!IsReported)
        {
            return OwedEvents.Report;
        }

        var grounds = Last.Decisive.ToHashSet();
        return grounds.Count > 0 && !grounds.Overlaps(now.Decisive) ? OwedEvents.Retraction | OwedEvents.Report
            : Last.Action != now.Action || Last.Reportable != now.Reportable ? OwedEvents.Report
            : OwedEvents.None;
    }
}
