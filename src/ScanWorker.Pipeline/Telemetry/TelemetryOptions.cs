namespace ScanWorker.Pipeline.Telemetry;

/// <summary>
/// What telemetry needs of the configuration; where it goes is said by the standard <c>OTEL_*</c> variables.
/// </summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>
    /// Key of the short ids that stand for uploads and entries in logs and traces, so that who has it can find one.
    /// Default: a random one for each run, which nobody can follow.
    /// </summary>
    public string? ShortIdKey { get; set; }
}
