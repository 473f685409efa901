using System.Diagnostics.Metrics;
using System.Globalization;
using ScanWorker.Pipeline.Backfill;

namespace ScanWorker.Pipeline.Health;

/// <summary>Health as numbers, so that alerts need no probe of their own: 1 is well, 0 is not.</summary>
internal sealed class VitalsMetrics
{
    public const string MeterName = "ScanWorker.Vitals";
    private readonly Readiness _readiness;
    private readonly IVitalSign[] _signs;
    private readonly BrokerState _broker;
    private readonly TopicRanks _ranks;

    public VitalsMetrics(
        IMeterFactory meters, Readiness readiness, IEnumerable<IVitalSign> signs, BrokerState broker, TopicRanks ranks)
    {
        (_readiness, _signs, _broker, _ranks) = (readiness, [.. signs], broker, ranks);
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "scanworker.ready", ReadReady, "{condition}", "Parts of readiness: 1 is well, 0 is not.");
        meter.CreateObservableGauge(
            "scanworker.live", ReadLive, "{condition}", "Parts of liveness: 1 is well, 0 is not.");
        meter.CreateObservableGauge(
            "scanworker.partition.lag", ReadLag, "{message}",
            "Records of a partition that wait to be committed; every worker tells it of every partition.");
    }

    private IEnumerable<Measurement<int>> ReadReady() =>
    [
        .. _readiness.Conditions.Select(condition => Of(condition.Name, condition.Obstacle)),
        .. _signs.Where(sign => !sign.IsCuredByRestart).Select(sign => Of(sign.Name, sign.Problem)),
    ];

    private IEnumerable<Measurement<int>> ReadLive() =>
        _signs.Where(sign => sign.IsCuredByRestart).Select(sign => Of(sign.Name, sign.Problem));

    private static Measurement<int> Of(string name, string? problem) =>
        new(problem is null ? 1 : 0, new KeyValuePair<string, object?>("scanworker.condition", name));

    private IEnumerable<Measurement<long>> ReadLag() => _broker.Lags.Select(lag => new Measurement<long>(
        lag.Records,
        TopicRanks.TagOf(_ranks.Of(lag.Partition.Topic)),
        new("messaging.destination.name", lag.Partition.Topic),
        new("messaging.destination.partition.id", lag.Partition.Partition.ToString(CultureInfo.InvariantCulture))));
}
