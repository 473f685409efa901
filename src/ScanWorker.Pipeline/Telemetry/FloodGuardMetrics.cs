using System.Diagnostics.Metrics;
using ScanWorker.Matching.HashSets;

namespace ScanWorker.Pipeline.Telemetry;

/// <summary>Entries in quarantine, and banks that match more than is usual.</summary>
internal sealed class FloodGuardMetrics
{
    public const string MeterName = "ScanWorker.FloodGuard";
    private readonly BoundedLabel _banks = new(200);
    private readonly Counter<long> _found;
    private readonly Counter<long> _jumps;
    private volatile IReadOnlyList<(string Bank, int Entries)> _quarantined = [];

    public FloodGuardMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _found = meter.CreateCounter<long>(
            "scanworker.floodguard.quarantines", "{entry}",
            "Entries that this worker found to match too much, by bank.");
        _jumps = meter.CreateCounter<long>(
            "scanworker.floodguard.rate_jumps", "{minute}", "Minutes in which a bank matched far more than is usual.");
        meter.CreateObservableGauge(
            "scanworker.floodguard.quarantined", Read, "{entry}", "Entries in quarantine in the whole fleet.");
    }

    public void Found(string bank) => _found.Add(1, Bank(bank));

    public void RateJumped(string bank) => _jumps.Add(1, Bank(bank));

    /// <summary>All that are in quarantine now. A bank that had one stays in the gauge, with 0.</summary>
    public void Quarantined(IEnumerable<EntryKey> entries)
    {
        var now = entries.CountBy(entry => entry.Bank).ToDictionary();
        _quarantined = [.. now.Keys.Union(_quarantined.Select(known => known.Bank)).Select(
            bank => (bank, now.GetValueOrDefault(bank)))];
    }

    private IEnumerable<Measurement<int>> Read() =>
        _quarantined.Select(known => new Measurement<int>(known.Entries, Bank(known.Bank)));

    private KeyValuePair<string, object?> Bank(string bank) => new("scanworker.bank", _banks.Of(bank));
}
