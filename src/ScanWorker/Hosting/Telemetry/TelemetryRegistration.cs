using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline;

namespace ScanWorker.Hosting.Telemetry;

/// <summary>
/// Sends what the libraries emit through <c>System.Diagnostics</c> to whoever watches. Nothing else knows of
/// OpenTelemetry.
/// </summary>
/// <remarks>
/// Metrics are always at <c>/metrics</c> of the health port. OTLP, for each signal, only where the standard
/// <c>OTEL_*</c> variables name an endpoint: without one nobody listens to spans, and they cost nothing.
/// </remarks>
internal static class TelemetryRegistration
{
    private const string AllMeters = "ScanWorker.*";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        OpenTelemetryVariables.AddTo(builder.Configuration);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, builder.Configuration))
            .WithMetrics(metrics => AddMetrics(metrics, builder.Configuration));
        if (OpenTelemetryVariables.Exports(builder.Configuration, "TRACES"))
        {
            telemetry.WithTracing(tracing => tracing.AddSource(ScanTracing.SourceName).AddOtlpExporter());
        }

        if (OpenTelemetryVariables.Exports(builder.Configuration, "LOGS"))
        {
            telemetry.WithLogging(
                logging => logging.AddOtlpExporter(), options => options.IncludeFormattedMessage = true);
        }
    }

    private static void AddMetrics(MeterProviderBuilder metrics, ConfigurationManager configuration)
    {
        metrics.AddMeter(AllMeters).AddRuntimeInstrumentation().AddProcessInstrumentation()
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddPrometheusExporter(options => options.ScopeInfoEnabled = false);
        if (OpenTelemetryVariables.Exports(configuration, "METRICS"))
        {
            metrics.AddOtlpExporter();
        }
    }

    // The variables come last, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
    private static void Describe(ResourceBuilder resource, ConfigurationManager configuration) => resource
        .AddService(
            "scanworker", serviceVersion: ProgramVersion.Text, autoGenerateServiceInstanceId: false,
            serviceInstanceId: configuration[$"{KafkaOptions.Section}:{nameof(KafkaOptions.InstanceId)}"]
                ?? Environment.MachineName)
        .AddEnvironmentVariableDetector();
}

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
