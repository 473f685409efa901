using System.Diagnostics.Metrics;
using ScanWorker.Pipeline.Policies;

namespace ScanWorker.Pipeline.Telemetry;

/// <summary>What the scanning line finds and how long it takes.</summary>
internal sealed class ScanMetrics
{
    public const string MeterName = "ScanWorker.Scan";

    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _unscannable;
    private readonly Histogram<double> _stageSeconds;

    public ScanMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _verdicts = meter.CreateCounter<long>("scanworker.verdicts", "{verdict}", "Verdicts reached, by kind and action.");
        _unscannable = meter.CreateCounter<long>("scanworker.unscannable", "{upload}", "Uploads that could not be looked at, by reason.");
        _stageSeconds = meter.CreateHistogram(
            "scanworker.stage.duration", "s", "Time one upload spent in one stage.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
            });
    }

    public void VerdictReached(Verdict verdict, ScanTiming timing)
    {
        _verdicts.Add(1, Tag("verdict", KebabCase.Of(verdict.Kind)), Tag("action", KebabCase.Of(verdict.Action)));
        if (verdict is Verdict.Unscannable unscannable)
        {
            _unscannable.Add(1, Tag("reason", KebabCase.Of(unscannable.Cause.Code)));
        }

        Stage("fetch", timing.Fetch.Elapsed);
        Stage("exact", timing.Exact.Elapsed);
        Stage("decode", timing.Decode.Elapsed);
        Stage("hash", timing.Hash.Elapsed);
        Stage("near", timing.Near.Elapsed);
        Stage("total", timing.Total);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new($"scanworker.{name}", value);

    private void Stage(string stage, TimeSpan? elapsed)
    {
        if (elapsed is { } time)
        {
            _stageSeconds.Record(time.TotalSeconds, Tag("stage", stage));
        }
    }
}
