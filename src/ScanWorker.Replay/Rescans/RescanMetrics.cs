using System.Diagnostics.Metrics;

namespace ScanWorker.Replay.Rescans;

/// <summary>What came of uploads that were tried again.</summary>
internal sealed class RescanMetrics
{
    public const string MeterName = "ScanWorker.Rescan";
    private readonly Counter<long> _tried;

    public RescanMetrics(IMeterFactory meters) => _tried = meters.Create(MeterName).CreateCounter<long>(
        "scanworker.rescans", "{upload}",
        "Uploads tried again that could not be looked at before, by outcome: looked-at, still-unscannable, or gone when "
            + "the topic of uploads no longer has the event.");

    public void Tried(string outcome) =>
        _tried.Add(1, new KeyValuePair<string, object?>("scanworker.outcome", outcome));
}
