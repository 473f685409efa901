namespace ScanWorker.Hosting.Telemetry;

/// <summary>The standard <c>OTEL_*</c> variables, and which signals they ask to be sent by OTLP.</summary>
internal static class OpenTelemetryVariables
{
    private const string Prefix = "OTEL_";

    /// <summary>
    /// A line for each probe and scrape would drown the others. Any setting of the same name has its way.
    /// </summary>
    private static readonly KeyValuePair<string, string?> ProbesAreSilent = new(
        "Logging:LogLevel:Microsoft.AspNetCore", "Warning");

    /// <summary>
    /// Makes the variables readable to OpenTelemetry, which asks the host's configuration for them. Below every source
    /// of ours, so that a configuration file may hold them too.
    /// </summary>
    public static void AddTo(ConfigurationManager configuration)
    {
        var found = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .Where(variable => variable.Key is string name && name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create((string)variable.Key, variable.Value as string));
        ((IConfigurationBuilder)configuration).Sources.Insert(
            0,
            new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
            {
                InitialData = [.. found, ProbesAreSilent],
            });
    }

    /// <summary>
    /// Whether a signal goes out by OTLP: an endpoint is named for it or for all, and its exporter is not <c>none</c>.
    /// </summary>
    /// <param name="configuration">After <see cref="AddTo"/>.</param>
    /// <param name="signal"><c>TRACES</c>, <c>METRICS</c> or <c>LOGS</c>.</param>
    public static bool Exports(IConfiguration configuration, string signal) =>
        !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase)
        && (!string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])
            || !string.IsNullOrWhiteSpace(configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));
}
