using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Telemetry;

/// <summary>A key that is too short could be guessed, and with it what the short ids stand for.</summary>
internal sealed class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>
{
    private const int KeyLengthMin = 16;

    public ValidateOptionsResult Validate(string? name, TelemetryOptions options) =>
        options.ShortIdKey is { Length: > 0 and < KeyLengthMin }
            ? ValidateOptionsResult.Fail($"Telemetry:ShortIdKey must have at least {KeyLengthMin} characters.")
            : ValidateOptionsResult.Success;
}
