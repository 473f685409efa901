namespace ScanWorker.Replay.Transparency;

/// <summary>What a report is about: uploads that were judged first in it.</summary>
/// <param name="Since">From then on; null: from the beginning of what is read.</param>
/// <param name="Until">Before then; null: to the end of what is read.</param>
internal sealed record ReportPeriod(DateTimeOffset? Since, DateTimeOffset? Until)
{
    public bool Holds(DateTimeOffset moment) => !(moment < Since) && !(moment >= Until);
}
