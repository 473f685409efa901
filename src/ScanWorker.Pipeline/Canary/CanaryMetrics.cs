using System.Diagnostics.Metrics;

namespace ScanWorker.Pipeline.Canary;

/// <summary>How the worker's proofs of itself ended.</summary>
internal sealed class CanaryMetrics
{
    public const string MeterName = "ScanWorker.Canary";
    private readonly Histogram<double> _seconds;

    public CanaryMetrics(IMeterFactory meters) => _seconds = meters.Create(MeterName).CreateHistogram(
        "scanworker.canary.duration", "s",
        "One run over all canary pictures, by result: good, or the step that is broken.",
        advice: DurationBuckets.Process);

    public void Ran(CanaryProblem? problem, TimeSpan elapsed) => _seconds.Record(
        elapsed.TotalSeconds,
        new KeyValuePair<string, object?>("scanworker.result", problem is null ? "good" : KebabCase.Of(problem.Step)));
}
