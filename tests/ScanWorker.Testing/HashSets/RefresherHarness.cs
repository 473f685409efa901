using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Testing.HashSets;

/// <summary>A refresher with a given store and place for its copy; all else around it is a fake.</summary>
internal sealed class RefresherHarness : IDisposable
{
    private readonly IHashSetStore _store;
    private readonly TimeProvider _clock;
    private readonly HashIndexCell _cell;
    private readonly IOptions<SetsOptions> _options;
    private readonly FakeMeterFactory _meters = new();
    private readonly FakeLogCollector _logs = new();
    private readonly ILoggerFactory _loggers;
    private readonly MetricCollector<long> _refusals;
    private readonly HashSetMetrics _metrics;
    private readonly HashSetLoader _loader;

    public RefresherHarness(
        TimeProvider clock,
        IHashSetStore store,
        IHashSetSnapshots snapshots,
        HashIndexCell cell,
        ECDsa key,
        SetsOptions? options = null)
    {
        (_store, _clock, _cell) = (store, clock, cell);
        options ??= new SetsOptions();
        options.Signing.PublicKey ??= key.ExportSubjectPublicKeyInfoPem();
        _options = Options.Create(options);
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(_logs)));
        _metrics = new HashSetMetrics(_meters, cell, _options, clock);
        _refusals = new MetricCollector<long>(_meters, HashSetMetrics.MeterName, "scanworker.hashset.refusals");
        _loader = new HashSetLoader(
            store, snapshots, Proof, _options, clock, _metrics, _loggers.CreateLogger<HashSetLoader>());
        Refresher = NewRefresher();
    }

    public HashSetRefresher Refresher { get; }

    /// <summary>Versions to compare with, whatever is live.</summary>
    public IHashSetVersions Versions => new PublishedVersions(_loader, _cell);

    public FakeProof Proof { get; } = new();

    public IEnumerable<string?> Refusals =>
        _refusals.GetMeasurementSnapshot().Select(refusal => (string?)refusal.Tags["scanworker.reason"]);

    public IEnumerable<int> LogIds => _logs.GetSnapshot().Select(record => record.Id.Id);

    /// <summary>Another one on the same cell, which remembers no refusal.</summary>
    public HashSetRefresher NewRefresher() => new(
        _store, _loader, _cell, _options, _clock, _metrics,
        new BankAgeAlarm(_options, _clock, _loggers.CreateLogger<BankAgeAlarm>()),
            _loggers.CreateLogger<HashSetRefresher>())
    {
        Chance = static () => 0,
    };

    public void Dispose()
    {
        Refresher.Dispose();
        _refusals.Dispose();
        _loggers.Dispose();
        _meters.Dispose();
    }
}
