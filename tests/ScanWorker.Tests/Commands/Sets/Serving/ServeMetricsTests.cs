using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Publishing;
using ScanWorker.Testing;

namespace ScanWorker.Tests.Commands.Sets.Serving;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ServeMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeMeterFactory _meters = new();
    private readonly ServeMetrics _metrics;

    public ServeMetricsTests() => _metrics = new ServeMetrics(_meters, _clock);

    public void Dispose() => _meters.Dispose();

    [Test]
    public void SourceAge_Publisher_IsToldUntilTheLeaseEnds()
    {
        using var ages = Collector<double>("scanworker.lists.source.age");
        _metrics.State.LeaseTaken(1);
        _metrics.State.Watch(
            "a", new WatchedSource(default, _clock.GetUtcNow() - TimeSpan.FromMinutes(5)), TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromMinutes(1));
        ages.RecordObservableInstruments();
        Assert.That(ages.LastMeasurement?.Value, Is.EqualTo(360));

        _metrics.State.Fetched("a", _clock.GetUtcNow());
        ages.RecordObservableInstruments();
        Assert.That(ages.LastMeasurement?.Value, Is.Zero);

        _metrics.State.LeaseEnded();
        var told = ages.GetMeasurementSnapshot().Count;
        ages.RecordObservableInstruments();
        Assert.That(ages.GetMeasurementSnapshot(), Has.Count.EqualTo(told), "what a standby knows gets old");
    }

    [Test]
    public void FeedbackAge_WhereItIsRead_CountsFromTheLastReading()
    {
        using var ages = Collector<double>("scanworker.lists.feedback.age");
        ages.RecordObservableInstruments();
        Assert.That(ages.GetMeasurementSnapshot(), Is.Empty, "it is not read");

        _metrics.State.WatchFeedback(_clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromMinutes(1));
        _metrics.State.FeedbackFailed("No.");
        ages.RecordObservableInstruments();
        Assert.That(ages.LastMeasurement?.Value, Is.EqualTo(60));

        _metrics.State.FeedbackRead(_clock.GetUtcNow());
        ages.RecordObservableInstruments();
        Assert.That(ages.LastMeasurement?.Value, Is.Zero);
    }

    [Test]
    public void Reviews_OpinionsOfMatches_AreCountedByBankKindAndDistance()
    {
        using var reviews = Collector<long>("scanworker.lists.reviews");
        var opinions = OpinionBook.Empty.With(
        [
            Opinion("csam", "1", "r1", ReviewDecision.Confirmed, isExact: true, null),
            Opinion("csam", "2", "r1", ReviewDecision.Confirmed, isExact: false, 3),
            Opinion("csam", "3", "r1", ReviewDecision.Denied, isExact: false, 27),
            Opinion("csam", "3", "r2", ReviewDecision.Denied, isExact: false, 27),
            Opinion("csam", "4", "r1", ReviewDecision.Denied, isExact: false, 31),
            Opinion("csam", "4", "r2", ReviewDecision.Confirmed, isExact: false, 31),
            Opinion("other", "5", "r1", ReviewDecision.Denied, isExact: null, null),
        ]);
        _metrics.Reviewed(opinions);
        reviews.RecordObservableInstruments();
        Assert.That(reviews.GetMeasurementSnapshot(), Is.Empty, "on standby");

        _metrics.State.LeaseTaken(1);
        reviews.RecordObservableInstruments();

        Assert.That(
            reviews.GetMeasurementSnapshot().Where(told => told.Value > 0)
                .Select(told => $"{told.Tags["scanworker.bank"]} {told.Tags["scanworker.kind"]} "
                    + $"{told.Tags["scanworker.distance"]} {told.Tags["scanworker.decision"]} {told.Value}"),
            Is.EquivalentTo(new[]
            {
                "csam exact 0 confirmed 1", "csam near 1-7 confirmed 1", "csam near 24-31 denied 1",
                "csam near 24-31 contested 1", "other unknown unknown denied 1",
            }));
        Assert.That(
            reviews.GetMeasurementSnapshot().SelectMany(told => told.Tags.Keys).Distinct(),
            Is.EquivalentTo(new[]
            {
                "scanworker.bank", "scanworker.kind", "scanworker.distance", "scanworker.decision",
            }), "no entry is a label");
    }

    [Test]
    public void LeaseHeld_TakenAndEnded_IsOneAndZero()
    {
        using var held = Collector<int>("scanworker.lists.lease.held");
        held.RecordObservableInstruments();
        _metrics.State.LeaseTaken(3);
        held.RecordObservableInstruments();
        _metrics.State.LeaseEnded();
        held.RecordObservableInstruments();

        Assert.That(held.GetMeasurementSnapshot().Select(told => told.Value), Is.EqualTo(new[] { 0, 1, 0 }));
    }

    private MetricCollector<T> Collector<T>(string name)
        where T : struct => new(_meters, ServeMetrics.MeterName, name);

    private static Opinion Opinion(
        string bank, string upload, string reviewer, ReviewDecision decision, bool? isExact, int? distance) =>
        new(new EntryKey(bank, "s", $"e{upload}"), upload, reviewer, decision, DateTimeOffset.UnixEpoch)
        {
            IsExact = isExact,
            Distance = distance,
        };
}
