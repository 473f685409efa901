using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>How fresh the live hash set is, and what was done about it.</summary>
internal sealed class HashSetMetrics
{
    public const string MeterName = "ScanWorker.HashSets";
    private readonly HashIndexCell _cell;
    private readonly IOptions<SetsOptions> _options; // Not read before there is a set: it may be wrong.
    private readonly TimeProvider _clock;
    private readonly Counter<long> _swaps;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _storeFailures;
    private readonly Counter<long> _snapshotFailures;
    private readonly Counter<long> _fetchedBytes;
    private readonly Histogram<double> _loadSeconds;
    private readonly Histogram<double> _enforcementSeconds;
    private readonly BoundedLabel _bankNames = new(200);
    private long _checkedAtTicks;

    public HashSetMetrics(
        IMeterFactory meters, HashIndexCell cell, IOptions<SetsOptions> options, TimeProvider clock)
    {
        (_cell, _options, _clock) = (cell, options, clock);
        var meter = meters.Create(MeterName);
        _swaps = meter.CreateCounter<long>("scanworker.hashset.swaps", "{swap}",
            "Versions that became live, by origin.");
        _refusals = meter.CreateCounter<long>("scanworker.hashset.refusals", "{refusal}",
            "Versions not taken, by reason.");
        _storeFailures = meter.CreateCounter<long>(
            "scanworker.hashset.store.failures", "{failure}", "Looks at the store that it did not answer.");
        _snapshotFailures = meter.CreateCounter<long>(
            "scanworker.hashset.snapshot.failures", "{failure}",
                "Versions of which the worker could not keep its own copy.");
        _fetchedBytes = meter.CreateCounter<long>("scanworker.hashset.fetched", "By",
            "Bytes of manifests and segments fetched.");
        _loadSeconds = meter.CreateHistogram<double>(
            "scanworker.hashset.load.duration",
            "s",
            "From the news of a version to its being live.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.01, 0.05, 0.2, 0.5, 1, 2, 5, 15, 60],
            });
        _enforcementSeconds = meter.CreateHistogram(
            "scanworker.hashset.enforcement.delay", "s", "From the making of a version to its being live here.",
            advice: DurationBuckets.Enforcement);
        foreach (var reason in Enum.GetValues<RefusalReason>())
        {
            _refusals.Add(0, new KeyValuePair<string, object?>("scanworker.reason", KebabCase.Of(reason)));
        }

        _ = meter.CreateObservableGauge("scanworker.hashset.version", ReadVersion, "{version}",
            "The live version; 0 is none.");
        _ = meter.CreateObservableGauge("scanworker.hashset.entries", ReadEntries, "{entry}",
            "Entries in the live version.");
        _ = meter.CreateObservableGauge("scanworker.hashset.age", ReadAge, "s", "Since the live version was made.");
        _ = meter.CreateObservableGauge(
            "scanworker.hashset.last_check.age", ReadCheckAge, "s",
                "Since the store last told what the current version is.");
        _ = meter.CreateObservableGauge("scanworker.hashset.bank.entries", ReadBankEntries, "{entry}",
            "Entries, by bank.");
        _ = meter.CreateObservableGauge("scanworker.hashset.bank.age", ReadBankAges, "s",
            "Since a bank's stalest source was fed.");
        _ = meter.CreateObservableGauge("scanworker.hashset.bank.age.limit", ReadBankAgeLimits, "s",
            "Sets:MaxAge, or a bank's own Sets:BankMaxAge: what is older than this raises the alarm.");
    }

    public void Swapped(string origin, double seconds)
    {
        _swaps.Add(1, new KeyValuePair<string, object?>("scanworker.origin", origin));
        _loadSeconds.Record(seconds, new KeyValuePair<string, object?>("scanworker.origin", origin));
    }

    /// <summary>
    /// A version published while this worker ran is live; not told of the version that it started with.
    /// </summary>
    public void Enforced(TimeSpan sinceMade) => _enforcementSeconds.Record(Math.Max(0, sinceMade.TotalSeconds));

    public void Refused(RefusalReason reason) =>
        _refusals.Add(1, new KeyValuePair<string, object?>("scanworker.reason", KebabCase.Of(reason)));

    public void StoreFailed() => _storeFailures.Add(1);

    public void SnapshotFailed() => _snapshotFailures.Add(1);

    public void Fetched(long bytes) => _fetchedBytes.Add(bytes);

    public void Checked() => Volatile.Write(ref _checkedAtTicks, _clock.GetUtcNow().UtcTicks);

    private long ReadVersion() => _cell.Current?.Version ?? 0;

    private long ReadEntries() => _cell.Current?.Index.EntryCount ?? 0;

    private IEnumerable<Measurement<double>> ReadAge() =>
        _cell.Current is { } live ? [new((_clock.GetUtcNow() - live.Created).TotalSeconds)] : [];

    private IEnumerable<Measurement<double>> ReadCheckAge() =>
        Volatile.Read(ref _checkedAtTicks) is > 0 and var ticks
            ? [new((_clock.GetUtcNow() - new DateTimeOffset(ticks, TimeSpan.Zero)).TotalSeconds)]
            : [];

    private IEnumerable<Measurement<long>> ReadBankEntries() =>
        from bank in _cell.Current?.Banks ?? []
        select new Measurement<long>(bank.Entries, Bank(bank));

    private IEnumerable<Measurement<double>> ReadBankAges() =>
        from bank in _cell.Current?.Banks ?? []
        where bank.OldestSource is not null
        select new Measurement<double>(
            (_clock.GetUtcNow() - bank.OldestSource.GetValueOrDefault()).TotalSeconds,
            Bank(bank));

    private IEnumerable<Measurement<double>> ReadBankAgeLimits() =>
        from bank in _cell.Current?.Banks ?? []
        where bank.OldestSource is not null
        select new Measurement<double>(_options.Value.MaxAgeOf(bank.Name).TotalSeconds, Bank(bank));

    private KeyValuePair<string, object?> Bank(BankFacts bank) => new("scanworker.bank", _bankNames.Of(bank.Name));
}
