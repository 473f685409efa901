using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScanWorker.Demo;
using ScanWorker.Pipeline;
using ScanWorker.Testing.Telemetry;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>
/// What goes out by OTLP, read at the other end: all three signals, exemplars that lead to traces, and nothing of an
/// upload.
/// </summary>
[TestFixture]
[NonParallelizable]
internal sealed class OtlpTests
{
    private static readonly string[] Signals = ["traces", "metrics", "logs"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Action<ILogger, string, Exception?> Plant = LoggerMessage.Define<string>(
        LogLevel.Warning, new EventId(1), "{Planted}");

    [TestCase("grpc")]
    [TestCase("http/protobuf")]
    public async Task Worker_ExportsByOtlp_SendsEverySignalAndNothingOfAnUpload(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(protocol);
        using var spans = new SpanCollector();
        List<DemoUpload> uploads = [.. DemoUploads.All()];
        await using var worker = await DemoWorker.StartAsync(Settings(protocol, receiver.Address));
        await worker.SendAsync(uploads);
        var secrets = UploadSecrets.Of(worker.World, uploads, worker.Verdicts(uploads.Count));

        WaitFor(receiver, "traces", "process uploads");
        WaitFor(receiver, "traces", "settle");
        WaitFor(receiver, "metrics", "scanworker.stage.duration");
        WaitFor(receiver, "logs", "Joined the consumer group");
        var traces = spans.All.Select(span => Bytes(span.TraceId)).Distinct().ToList();
        Poll.Until(
            () => traces.Exists(trace => receiver.Received("metrics").Contains(trace, StringComparison.Ordinal)),
            Patience,
            () => "No exemplar of a metric names a trace.");
        Assert.That(Signals.SelectMany(signal => Leaks(receiver, signal, secrets)), Is.Empty);

        // What is looked for is found when it is there: without this the search above might be blind.
        PlantEverywhere(worker.Services, secrets[0]);
        Poll.Until(
            () => Signals.All(signal => Leaks(receiver, signal, secrets).Any()), Patience,
            () => "What was planted is not found.");
    }

    private static Dictionary<string, string?> Settings(string protocol, string address) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["Logging:LogLevel:Default"] = "Trace",
    };

    private static void WaitFor(OtlpReceiver receiver, string signal, string text) => Poll.Until(
        () => receiver.Received(signal).Contains(text, StringComparison.Ordinal), Patience,
        () => $"{signal} without '{text}'; {receiver.Received(signal).Length} bytes came.");

    private static IEnumerable<string> Leaks(OtlpReceiver receiver, string signal, IReadOnlyList<string> secrets)
    {
        var received = receiver.Received(signal);
        return secrets.Where(secret => received.Contains(secret, StringComparison.OrdinalIgnoreCase))
            .Select(secret => $"{signal}: {secret}");
    }

    private static string Bytes(ActivityTraceId trace)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        return Encoding.Latin1.GetString(bytes);
    }

    private static void PlantEverywhere(IServiceProvider services, string secret)
    {
        Plant(services.GetRequiredService<ILoggerFactory>().CreateLogger("planted"), secret, null);
        using (var source = new ActivitySource(ScanTracing.SourceName))
        {
            using var span = source.StartActivity("planted");
            span?.SetTag("planted", secret);
        }

        services.GetRequiredService<IMeterFactory>().Create("ScanWorker.Planted")
            .CreateCounter<long>("planted").Add(1, new KeyValuePair<string, object?>("planted", secret));
    }
}
