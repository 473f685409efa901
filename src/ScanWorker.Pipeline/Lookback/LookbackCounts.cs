namespace ScanWorker.Pipeline.Lookback;

/// <summary>How far a look back has come.</summary>
/// <param name="Uploads">Verdicts that were looked at.</param>
/// <param name="Findings">Uploads with another outcome.</param>
/// <param name="Events">Events that they call for.</param>
public sealed record LookbackCounts(long Uploads, long Findings, long Events)
{
    public static LookbackCounts None { get; } = new(0, 0, 0);
}
