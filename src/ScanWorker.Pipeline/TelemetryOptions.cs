using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline;

/// <summary>
/// What telemetry needs of the configuration; where it goes is said by the standard <c>OTEL_*</c> variables.
/// </summary>
internal sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>
    /// Key of the short ids that stand for uploads and entries in logs and traces, so that who has it can find one.
    /// Default: a random one for each run, which nobody can follow.
    /// </summary>
    public string? ShortIdKey { get; set; }
}

/// <summary>A key that is too short could be guessed, and with it what the short ids stand for.</summary>
internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    private const int KeyLengthMin = 16;

    public ValidateOptionsResult Validate(string? name, TelemetryOptions options) =>
        options.ShortIdKey is { Length: > 0 and < KeyLengthMin }
            ? ValidateOptionsResult.Fail($"Telemetry:ShortIdKey must have at least {KeyLengthMin} characters.")
            : ValidateOptionsResult.Success;
}
