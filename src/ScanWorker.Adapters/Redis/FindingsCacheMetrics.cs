using System.Diagnostics.Metrics;

namespace ScanWorker.Adapters.Redis;

/// <summary>How often the findings cache is of no use; hits and misses are counted by the scanning line.</summary>
internal sealed class FindingsCacheMetrics
{
    public const string MeterName = "ScanWorker.Findings";
    private readonly Counter<long> _failures;

    public FindingsCacheMetrics(IMeterFactory meters)
    {
        _failures = meters.Create(MeterName).CreateCounter<long>(
            "scanworker.findings_cache.failures",
            "{failure}",
            "Questions to the findings cache without an answer, by reason: unavailable, or refused when it was not "
                + "ours.");
        foreach (var reason in (ReadOnlySpan<string>)["unavailable", "refused"])
        {
            Failed(reason, 0); // From the first scrape on.
        }
    }

    public void Unavailable() => Failed("unavailable", 1);

    public void Refused() => Failed("refused", 1);

    private void Failed(string reason, long count) =>
        _failures.Add(count, new KeyValuePair<string, object?>("scanworker.reason", reason));
}
