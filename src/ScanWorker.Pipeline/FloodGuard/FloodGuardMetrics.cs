using System.Diagnostics.Metrics;

namespace ScanWorker.Pipeline.FloodGuard;

/// <summary>Entries in quarantine, and banks that match more than is usual.</summary>
internal sealed class FloodGuardMetrics
{
    public const string MeterName = "ScanWorker.FloodGuard";
    private readonly BoundedLabel _banks = new(200);
    private readonly Counter<long> _found;
    private readonly Counter<long> _jumps;
    private volatile int _notBelieved;
    private volatile IReadOnlyList<(string Bank, int Entries)> _quarantined = [];
    private volatile IReadOnlyList<(string Bank, int IsHeld)> _held = [];

    public FloodGuardMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _found = meter.CreateCounter<long>(
            "scanworker.floodguard.quarantines", "{entry}",
            "Entries that this worker found more distinct uploaders to match than the policy allows, by bank.");
        _jumps = meter.CreateCounter<long>(
            "scanworker.floodguard.rate_jumps", "{minute}", "Minutes in which a bank matched far more than is usual.");
        meter.CreateObservableGauge(
            "scanworker.floodguard.quarantined", () => Read(_quarantined), "{entry}",
            "Entries in quarantine in the whole fleet.");
        meter.CreateObservableGauge(
            "scanworker.floodguard.bank_held", () => Read(_held), "{bank}",
            "1 while a bank's matches go to review because its match rate has jumped.");
        meter.CreateObservableGauge(
            "scanworker.floodguard.not_believed", () => _notBelieved, "{entry}",
            "Quarantines in the fleet's store without a valid seal, which soften nothing.");
    }

    /// <summary>Banks that are held as a whole, in the whole fleet.</summary>
    public IEnumerable<string> HeldBanks => _held.Where(bank => bank.IsHeld > 0).Select(bank => bank.Bank);

    /// <summary>Quarantines in the fleet's store that no worker of ours has sealed, as far as they were read.</summary>
    public void NotBelieved(int entries) => _notBelieved = entries;

    public void Found(string bank) => _found.Add(1, Bank(bank));

    public void RateJumped(string bank) => _jumps.Add(1, Bank(bank));

    /// <summary>All that are in quarantine now. A bank that had one stays in the gauge, with 0.</summary>
    public void Quarantined(IEnumerable<Quarantine> quarantines)
    {
        var now = quarantines.ToLookup(quarantine => quarantine.IsOfBank);
        _quarantined = Counted(now[false], _quarantined);
        _held = Counted(now[true], _held);
    }

    private static IReadOnlyList<(string Bank, int Count)> Counted(
        IEnumerable<Quarantine> quarantines, IReadOnlyList<(string Bank, int Count)> known)
    {
        var now = quarantines.CountBy(quarantine => quarantine.Entry.Bank).ToDictionary();
        return [.. now.Keys.Union(known.Select(one => one.Bank)).Select(bank => (bank, now.GetValueOrDefault(bank)))];
    }

    private IEnumerable<Measurement<int>> Read(IReadOnlyList<(string Bank, int Count)> counts) =>
        counts.Select(known => new Measurement<int>(known.Count, Bank(known.Bank)));

    private KeyValuePair<string, object?> Bank(string bank) => new("scanworker.bank", _banks.Of(bank));
}
