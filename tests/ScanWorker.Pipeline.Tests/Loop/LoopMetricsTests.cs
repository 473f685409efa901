using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Testing;

namespace ScanWorker.Pipeline.Tests.Loop;

[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LoopMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeMeterFactory _meters = new();
    private readonly LoopState _state = new();
    private readonly LoopMetrics _metrics;

    public LoopMetricsTests() => _metrics = new LoopMetrics(
        _meters, _state, new TopicRanks("past"), _clock, NullLogger<LoopMetrics>.Instance);

    public void Dispose() => _meters.Dispose();

    [Test]
    public void BatchEnded_Committed_RecordsTheAgeOfEachUploadOnce()
    {
        using var ages = Collect("scanworker.upload.age");
        var events = Uploads(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
        _metrics.BatchStarted(events);
        _clock.Advance(TimeSpan.FromSeconds(1));

        _metrics.BatchEnded(new CommitOutcome.Committed(), 2, events);

        Assert.That(ages.GetMeasurementSnapshot().Select(age => age.Value), Is.EqualTo(new[] { 4.0, 6.0 }));
    }

    [Test]
    public void BatchEnded_PastUploadsAmongThem_RecordsTheirAgesApart()
    {
        using var ages = Collect("scanworker.upload.age");
        ImmutableArray<OutboundEvent> events =
        [
            new(OutboundTopic.Verdicts, null, null, []) { Origin = Origin("past", TimeSpan.FromDays(9)) },
            new(OutboundTopic.Verdicts, null, null, []) { Origin = Origin("uploads", TimeSpan.FromSeconds(1)) },
        ];
        _metrics.BatchStarted(events);

        _metrics.BatchEnded(new CommitOutcome.Committed(), 2, events);

        Assert.That(
            ages.GetMeasurementSnapshot().Select(age => (age.Tags["scanworker.rank"], age.Value)),
            Is.EqualTo(new[] { ("backfill", 777_600.0), ((object?)"live", 1.0) }));
    }

    [Test]
    public void BatchEnded_AnyOutcome_RecordsTheTransactionWithIt()
    {
        using var transactions = Collect("scanworker.transaction.duration");
        var events = Uploads(TimeSpan.Zero);
        foreach (
            var outcome in (CommitOutcome[])[new CommitOutcome.Committed(), new CommitOutcome.Aborted("test"),
                new CommitOutcome.TooLarge()])
        {
            _metrics.BatchStarted(events);
            _clock.Advance(TimeSpan.FromMilliseconds(20));
            _metrics.BatchEnded(outcome, 0, events);
        }

        Assert.That(
            transactions.GetMeasurementSnapshot().Select(transaction => transaction.Tags["scanworker.outcome"]),
            Is.EqualTo(new[] { "committed", "aborted", "toolarge" }));
        Assert.That(
            transactions.GetMeasurementSnapshot().Select(transaction => transaction.Value),
            Is.All.EqualTo(0.02).Within(0.001));
        Assert.That(_state.FailedBatches, Is.EqualTo(2));
        Assert.That(_state.BatchSince, Is.Zero);
    }

    [Test]
    public void OldestOpenAge_NothingOpen_IsZero()
    {
        using var oldest = Collect("scanworker.upload.oldest_open.age");
        _metrics.InFlight(UploadRank.Live, 1, 100, _clock.GetUtcNow());
        _metrics.InFlight(UploadRank.Backfill, 1, 100, _clock.GetUtcNow() - TimeSpan.FromDays(1));
        _clock.Advance(TimeSpan.FromSeconds(9));
        oldest.RecordObservableInstruments();
        _metrics.InFlight(UploadRank.Live, 0, 0, null);
        oldest.RecordObservableInstruments();

        var live = oldest.GetMeasurementSnapshot().Where(age => Equals(age.Tags["scanworker.rank"], "live"));
        Assert.That(live.Select(age => age.Value), Is.EqualTo(new[] { 9.0, 0.0 }));
    }

    private MetricCollector<double> Collect(string instrument) => new(_meters, LoopMetrics.MeterName, instrument);

    private EventOrigin Origin(string topic, TimeSpan age) => new(topic, _clock.GetUtcNow() - age, default);

    // Each with a second event, which does not count.
    private ImmutableArray<OutboundEvent> Uploads(params TimeSpan[] ages) =>
    [
        .. ages.SelectMany(age => (OutboundEvent[])
        [
            new(OutboundTopic.Verdicts, null, null, []) { Origin = Origin("uploads", age) },
            new(OutboundTopic.Blocks, null, null, []),
        ]),
    ];
}
