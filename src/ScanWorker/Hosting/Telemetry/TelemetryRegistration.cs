using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline.Telemetry;

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
