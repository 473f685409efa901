using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ScanWorker.Demo;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>Rule 4: nothing of an upload gets into logs, spans, metrics or exemplars.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class LeakTests
{
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0";

    [Test]
    public async Task Telemetry_OfEveryKindOfUpload_HoldsNothingOfThem()
    {
        using var capture = new TelemetryCapture();
        List<DemoUpload> uploads = [.. DemoUploads.All()];
        await using var worker = await DemoWorker.StartAsync(
            new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Trace" },
            services => services.AddSingleton<ILoggerProvider>(capture));
        await worker.SendAsync(uploads);
        var verdicts = worker.Verdicts(uploads.Count);
        var scraped = await worker.GetAsync("/metrics", OpenMetrics);

        var secrets = UploadSecrets.Of(worker.World, uploads, verdicts);

        Assert.Multiple(() =>
        {
            Assert.That(capture.Logs, Is.Not.Empty);
            Assert.That(capture.Spans, Has.Some.StartsWith("process uploads"));
            Assert.That(capture.Spans, Has.Some.StartsWith("near match"));
            Assert.That(capture.Measurements, Has.Some.StartsWith("scanworker.matches"));
            Assert.That(scraped, Does.Contain("# {trace_id="), "Exemplars are there to be searched.");
            Assert.That(secrets, Has.Count.GreaterThan(200));
            AssertFree("logs", capture.Logs, secrets);
            AssertFree("spans", capture.Spans, secrets);
            AssertFree("metrics", capture.Measurements, secrets);
            AssertFree("scrape", scraped.Split('\n'), secrets);
        });
    }

    private static void AssertFree(string where, IReadOnlyCollection<string> lines, IReadOnlyList<string> secrets) =>
        Assert.That(
        lines.Where(line => secrets.Any(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase))).Take(5),
        Is.Empty, where);
}
