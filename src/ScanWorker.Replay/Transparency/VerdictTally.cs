using ScanWorker.Replay.Decisions;

namespace ScanWorker.Replay.Transparency;

/// <summary>Counts each upload once, by its last word. Not thread-safe.</summary>
/// <remarks>
/// A verdict that nothing supersedes, as nearly all are, is counted and forgotten. Only of uploads that were decided
/// anew anything is kept: two small records each, until the end.
/// </remarks>
/// <param name="superseded">Filled by reading the same verdicts before. A verdict that is not known there came since,
/// and is left to the next report.</param>
/// <param name="period">Which uploads count.</param>
internal sealed class VerdictTally(SupersededVerdicts superseded, ReportPeriod period)
{
    private readonly Dictionary<string, (CountedVerdict Earliest, CountedVerdict? Last)> _anew =
        new(StringComparer.Ordinal);

    public ReportCounts Counts { get; } = new();

    /// <summary>Verdicts so far.</summary>
    public long Read { get; private set; }

    public void Add(CountedVerdict verdict)
    {
        Read++;
        if (!period.Holds(verdict.FirstScannedAt) || verdict.Decision > superseded.LatestOf(verdict.Origin))
        {
            return;
        }

        if (verdict.Decision == 0)
        {
            Counts.AddTimes(verdict);
        }

        if (superseded.LatestOf(verdict.Origin) == 0)
        {
            Counts.Add(verdict);
        }
        else
        {
            Keep(verdict);
        }
    }

    /// <summary>Everything has been read.</summary>
    public ReportCounts Conclude()
    {
        foreach (var (earliest, last) in _anew.Values)
        {
            if (last is not null)
            {
                Counts.Add(last);
                Counts.AddAnew(earliest, last);
            }
        }

        _anew.Clear();
        return Counts;
    }

    private void Keep(CountedVerdict verdict)
    {
        var (earliest, last) = _anew.GetValueOrDefault(verdict.Origin, (verdict, null));
        _anew[verdict.Origin] = (
            earliest.Decision <= verdict.Decision ? earliest : verdict,
            verdict.Decision == superseded.LatestOf(verdict.Origin) ? verdict : last);
    }
}
