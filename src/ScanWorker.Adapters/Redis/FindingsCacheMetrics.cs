using System.Diagnostics.Metrics;

namespace ScanWorker.Adapters.Redis;

/// <summary>How often the findings cache answers.</summary>
internal sealed class FindingsCacheMetrics
{
    public const string MeterName = "ScanWorker.Findings";
    private readonly Counter<long> _lookups;

    public FindingsCacheMetrics(IMeterFactory meters) => _lookups = meters.Create(MeterName).CreateCounter<long>(
        "scanworker.findings.lookups", "{lookup}", "Looks at the findings cache, by result: hit, miss or unavailable.");

    public void Looked(string result) => _lookups.Add(1, new KeyValuePair<string, object?>("result", result));
}
