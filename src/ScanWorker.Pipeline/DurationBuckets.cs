using System.Diagnostics.Metrics;

namespace ScanWorker.Pipeline;

/// <summary>Histogram boundaries in seconds, chosen so that the goals of the design are boundaries.</summary>
internal static class DurationBuckets
{
    /// <summary>One stage of one upload: from half a millisecond (a search) to a deadline.</summary>
    public static InstrumentAdvice<double> Stage { get; } = Of(
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);

    /// <summary>One upload, as the semantic conventions advise for <c>messaging.process.duration</c>.</summary>
    public static InstrumentAdvice<double> Process { get; } = Of(
        0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);

    /// <summary>
    /// From an upload event to its committed verdict: 60 ms and 200 ms are the goals, hours are a backlog.
    /// </summary>
    public static InstrumentAdvice<double> Age { get; } = Of(
        0.02, 0.04, 0.06, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600, 21600);

    /// <summary>One transaction: a few milliseconds, or a broker that is away.</summary>
    public static InstrumentAdvice<double> Transaction { get; } = Of(
        0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30);

    /// <summary>From the making of a version to its being enforced: 1 s is the goal.</summary>
    public static InstrumentAdvice<double> Enforcement { get; } = Of(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600);

    private static InstrumentAdvice<double> Of(params double[] boundaries) =>
        new() { HistogramBucketBoundaries = boundaries };
}
