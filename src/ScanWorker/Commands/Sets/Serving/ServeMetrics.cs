using System.Diagnostics.Metrics;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Import;
using ScanWorker.Pipeline;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>What <c>sets serve</c> does, by source; and what reviewers say, by bank and distance.</summary>
/// <remarks>No entry's id is a label: there are as many as entries.</remarks>
internal sealed class ServeMetrics
{
    public const string MeterName = "ScanWorker.Lists";
    private readonly TimeProvider _clock;
    private readonly Histogram<double> _fetchSeconds;
    private readonly Histogram<double> _publishSeconds;
    private readonly Counter<long> _changes;
    private readonly BoundedLabel _bankNames = new(200);
    private OpinionBook? _opinions;
    private volatile IReadOnlyCollection<ReviewCount> _reviews = [];

    public ServeMetrics(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create(MeterName);
        _fetchSeconds = meter.CreateHistogram<double>(
            "scanworker.lists.fetch.duration", "s", "Fetches from sources of lists, by source and outcome.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 2, 10, 60, 300, 1800] });
        _publishSeconds = meter.CreateHistogram<double>(
            "scanworker.lists.publish.duration", "s", "Publishing the working set, by outcome.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.2, 1, 5, 20, 60] });
        _changes = meter.CreateCounter<long>(
            "scanworker.lists.changes", "{entry}", "Entries that fetches added, changed and withdrew, by source.");
        _ = meter.CreateObservableGauge(
            "scanworker.lists.source.age", ReadAges, "s",
            "Since a source was last fetched; told by the instance that holds the lease alone.");
        _ = meter.CreateObservableGauge(
            "scanworker.lists.source.max_age", ReadAlarmAges, "s", "The age at which a source alarms.");
        _ = meter.CreateObservableGauge(
            "scanworker.lists.feedback.age", ReadFeedbackAge, "s",
            "Since what reviewers say was last read; told by the instance that holds the lease, where it is read.");
        _ = meter.CreateObservableGauge(
            "scanworker.lists.lease.held", () => State.Lease > 0 ? 1 : 0, "{lease}",
            "Whether this instance fetches and publishes: 1, or 0 on standby.");
        _ = meter.CreateObservableGauge(
            "scanworker.lists.published.version", () => State.Version, "{version}",
            "The version that was current after this instance's last publish; 0 before.");
        _ = meter.CreateObservableGauge(
            "scanworker.lists.reviews", ReadReviews, "{match}",
            "Matches that reviewers judged, by bank, kind, distance and what most of them decided.");
    }

    public ServeState State { get; } = new();

    public void Fetched(string source, FetchOutcome outcome, TimeSpan took, ImportCounts? counts)
    {
        var label = Source(source);
        _fetchSeconds.Record(
            took.TotalSeconds, label, new KeyValuePair<string, object?>("scanworker.outcome", KebabCase.Of(outcome)));
        if (counts is not null)
        {
            Add("added", counts.Added);
            Add("changed", counts.Changed);
            Add("withdrawn", counts.Withdrawn);
        }

        void Add(string change, long number) =>
            _changes.Add(number, label, new KeyValuePair<string, object?>("scanworker.change", change));
    }

    public void PublishEnded(PublishOutcome outcome, TimeSpan took) => _publishSeconds.Record(
        took.TotalSeconds, new KeyValuePair<string, object?>("scanworker.outcome", KebabCase.Of(outcome)));

    /// <summary>Counts what reviewers say by now.</summary>
    public void Reviewed(OpinionBook opinions)
    {
        if (!ReferenceEquals(Interlocked.Exchange(ref _opinions, opinions), opinions))
        {
            _reviews = ReviewCount.Of(ReviewedMatch.Of(opinions.Opinions));
        }
    }

    private static KeyValuePair<string, object?> Source(string name) => new("scanworker.source", name);

    private IEnumerable<Measurement<double>> ReadAges() => State.Sources.Select(source => new Measurement<double>(
        (_clock.GetUtcNow() - source.Value.Since).TotalSeconds, Source(source.Key)));

    private IEnumerable<Measurement<double>> ReadFeedbackAge() =>
        State.Feedback is { } feedback ? [new((_clock.GetUtcNow() - feedback.Since).TotalSeconds)] : [];

    private IEnumerable<Measurement<double>> ReadAlarmAges() => State.Sources.Select(source =>
        new Measurement<double>(source.Value.AlarmAge.TotalSeconds, Source(source.Key)));

    // Told by the instance that reads them: another's are as old as its last lease.
    private IEnumerable<Measurement<long>> ReadReviews() => State.Lease == 0 ? [] : _reviews
        .GroupBy(count => (Bank: _bankNames.Of(count.Bank), count.Kind, count.Distance))
        .SelectMany(group => new (string Decision, long Number)[]
        {
            ("confirmed", group.Sum(count => count.Precision.Confirmed)),
            ("denied", group.Sum(count => count.Precision.Denied)),
            ("contested", group.Sum(count => count.Precision.Contested)),
        }.Select(decided => new Measurement<long>(
            decided.Number,
            new("scanworker.bank", group.Key.Bank),
            new("scanworker.kind", group.Key.Kind),
            new("scanworker.distance", group.Key.Distance),
            new("scanworker.decision", decided.Decision))));
}
