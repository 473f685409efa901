using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing;

namespace ScanWorker.Pipeline.Tests.HashSets;

/// <summary>A list that is no longer fed is told: by a metric, and by an alarm beyond its bank's limit.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BankAgeTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly FakeLogCollector _logs = new();
    private readonly HashIndexCell _cell = new();
    private readonly IOptions<SetsOptions> _options = Options.Create(
        new SetsOptions { MaxAge = TimeSpan.FromDays(7), BankMaxAge = { ["daily"] = TimeSpan.FromDays(1) } });

    private readonly BankAgeAlarm _alarm;

    public BankAgeTests()
    {
        _alarm = new BankAgeAlarm(
            _options, _clock,
            LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(_logs)))
                .CreateLogger<BankAgeAlarm>());
        var fed = _clock.GetUtcNow();
        BankFacts[] banks =
        [
            new("daily", 1, [new SourceFacts("one", fed.AddHours(1)), new SourceFacts("other", fed)]),
            new("weekly", 1, [new SourceFacts("one", fed)]),
            new("by-hand", 1, []),
        ];
        _cell.Swap(new LoadedHashSet(HashIndex.Empty, new HashSetManifest("default", 1, 0, fed, [.. banks], []), fed));
    }

    [Test]
    public void Check_BankWithinItsLimit_IsSilent()
    {
        _clock.Advance(TimeSpan.FromDays(1));

        _alarm.Check(_cell.Current);

        Assert.That(_logs.Count, Is.Zero);
    }

    [Test]
    public void Check_BankBeyondItsOwnLimit_IsToldOnceAnHour()
    {
        _clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        _alarm.Check(_cell.Current);
        _clock.Advance(TimeSpan.FromMinutes(59));
        _alarm.Check(_cell.Current);
        Assert.That(_logs.GetSnapshot().Single().Message, Does.Contain("Bank daily"));

        _clock.Advance(TimeSpan.FromMinutes(1));
        _alarm.Check(_cell.Current);
        Assert.That(_logs.Count, Is.EqualTo(2));
    }

    [Test]
    public void Check_BankWithoutALimitOfItsOwn_HasTheCommonOne()
    {
        _clock.Advance(TimeSpan.FromDays(8));

        _alarm.Check(_cell.Current);

        Assert.That(_logs.GetSnapshot().Select(record => record.Message), Has.One.Contains("Bank weekly"));
    }

    [TestCase("scanworker.hashset.bank.age", 7_200, 7_200)]
    [TestCase("scanworker.hashset.bank.age.limit", 86_400, 604_800)]
    public void Metric_EachFedBank_ShowsTheAgeOfItsStalestSourceAndItsLimit(string metric, double daily, double weekly)
    {
        using var meters = new FakeMeterFactory();
        _ = new HashSetMetrics(meters, _cell, _options, _clock);
        using var values = new MetricCollector<double>(meters, HashSetMetrics.MeterName, metric);
        _clock.Advance(TimeSpan.FromHours(2));

        values.RecordObservableInstruments();

        Assert.That(
            values.GetMeasurementSnapshot().Select(value => ((string?)value.Tags["scanworker.bank"], value.Value)),
            Is.EquivalentTo(new[] { ("daily", daily), ("weekly", weekly) }));
    }
}
