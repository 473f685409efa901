using System.Text.Json;
using ScanWorker.Demo;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>OTLP over gRPC, to a receiver that is not ours.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class DemoDashboardTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task Dashboard_OfARunningWorker_HasItsLogsTracesAndMetrics()
    {
        using var dashboard = await DemoDashboard.StartAsync(CancellationToken.None)
            ?? throw new AssertionException("The restore brings the package Aspire.Dashboard.Sdk.linux-x64.");
        List<DemoUpload> uploads = [.. DemoUploads.All()];
        await using var worker = await DemoWorker.StartAsync(dashboard.Settings);
        await worker.SendAsync(uploads);
        _ = worker.Verdicts(uploads.Count);

        using var http = new HttpClient();
        var traces = await WaitForAsync(http, dashboard, "traces", "process uploads");
        var resources = await WaitForAsync(http, dashboard, "resources", "\"hasMetrics\":true");

        Assert.That(traces, Does.Contain("near match").And.Contain("scanworker.verdict"));
        var resource = JsonDocument.Parse(resources).RootElement.EnumerateArray().Single();
        Assert.That(resource.GetProperty("name").GetString(), Is.EqualTo("scanworker"));
        Assert.That(resource.GetProperty("hasLogs").GetBoolean(), Is.True);
    }

    private static async Task<string> WaitForAsync(HttpClient http, DemoDashboard dashboard, string what, string part)
    {
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            var answer = await http.GetStringAsync(new Uri($"{dashboard.Address}/api/telemetry/{what}"));
            if (answer.Contains(part, StringComparison.Ordinal))
            {
                return answer;
            }

            Assert.That(Environment.TickCount64, Is.LessThan(until), $"{what} without {part}");
        }
    }
}
