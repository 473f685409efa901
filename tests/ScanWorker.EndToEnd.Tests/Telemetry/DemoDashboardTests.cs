using System.Text.Json;
using System.Text.RegularExpressions;
using ScanWorker.Demo;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests.Telemetry;

/// <summary>OTLP over gRPC, to a receiver that is not ours.</summary>
[TestFixture]
internal sealed partial class DemoDashboardTests
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
        _ = await WaitForAsync(http, dashboard, "resources", "\"hasMetrics\":true");
        var resources = await WaitForAsync(http, dashboard, "resources", "\"hasLogs\":true");

        Assert.That(traces, Does.Contain("near match").And.Contain("scanworker.verdict"));
        var resource = JsonDocument.Parse(resources).RootElement.EnumerateArray().Single();
        Assert.That(resource.GetProperty("name").GetString(), Is.EqualTo("scanworker"));
    }

    // As the README tells a person to do it: the command, and then its page in a browser.
    [TestCaseSource(nameof(Here))]
    public async Task Page_OfTheDemoCommand_ShowsLogsTracesAndMetrics(string _)
    {
        using var demo = ProgramUnderTest.Start(["demo", "--dashboard"]);
        Poll.Until(
            () => demo.HasExited || PrintedAddress().IsMatch(demo.Output), TimeSpan.FromSeconds(90), () => demo.Output);
        Assert.That(demo.HasExited, Is.False, demo.Output);
        var address = PrintedAddress().Match(demo.Output).Groups[1].Value;
        await using var browser = await DashboardBrowser.StartAsync();

        _ = await browser.WaitForAsync($"{address}/traces/resource/scanworker", "process uploads", "settle", "canary");
        _ = await browser.WaitForAsync($"{address}/structuredlogs/resource/scanworker", "No upload is consumed yet");
        _ = await browser.WaitForAsync(
            $"{address}/metrics/resource/scanworker", "scanworker.verdicts", "messaging.process.duration");
        _ = await browser.WaitForAsync(
            $"{address}/metrics/resource/scanworker?meter=ScanWorker.Scan&instrument=scanworker.stage.duration&duration=15&view=Graph",
            "Time one upload spent in one stage.", "P99 Seconds", "Exemplars");
        var picture = await browser.PictureAsync();
        await File.WriteAllBytesAsync(
            Path.Combine(TestContext.CurrentContext.WorkDirectory, "demo-dashboard.png"), picture);

        demo.Signal(OwnedProcess.Terminate);
        Assert.That(demo.WaitForExit(Patience), Is.Zero, demo.Output);
        using var http = new HttpClient();
        Assert.That(
            async () => await http.GetAsync(new Uri(address)), Throws.InstanceOf<HttpRequestException>(),
            "It ends with the demo.");
    }

    private static IEnumerable<string> Here() => ServerKinds.HasBrowser ? ["chromium"] : [];

    [GeneratedRegex("traces, metrics and logs at (http://[^ \\s]+)")]
    private static partial Regex PrintedAddress();

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
