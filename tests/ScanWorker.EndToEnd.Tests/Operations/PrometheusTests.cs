using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>Every panel and every alert, asked of a real Prometheus that looks at a real worker under load.</summary>
[TestFixture]
internal sealed class PrometheusTests
{
    [TestCaseSource(nameof(Here))]
    public async Task PanelsAndAlerts_WorkerUnderLoad_HaveData(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        using var worker = world.StartWorker("a");
        worker.WaitUntilReady();
        using var prometheus = new Prometheus(worker.HealthAddress);
        await world.Uploads.SendAsync(220);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(60), () => world.Logs);
        await world.Uploads.SendAsync(220);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(60), () => world.Logs);

        var asked = Dashboards.Panels.Where(panel => !panel.MayBeEmpty).ToList();
        List<PanelQuery> without = [.. asked];
        Poll.Until(
            () =>
            {
                without.RemoveAll(panel => prometheus.Query(panel.Expression).Count > 0);
                return without.Count == 0;
            },
            TimeSpan.FromSeconds(45), () => $"No data:\n{string.Join('\n', without)}\n{worker.Scrape()}");

        Assert.That(asked, Has.Count.GreaterThan(40));
        foreach (var panel in Dashboards.Panels.Where(panel => panel.MayBeEmpty))
        {
            Assert.That(() => prometheus.Query(panel.Expression), Throws.Nothing, panel.ToString());
        }

        // The runtime's own metrics are named by OpenTelemetry, which counts in names that end so.
        Assert.That(
            prometheus.ComplaintsOf(worker.Scrape()),
            Is.All.Match("^(dotnet|process)_.*_count .*should not have \"_count\" suffix$"));
        var health = prometheus.RuleHealth();
        Assert.That(health.Keys, Is.EquivalentTo(Dashboards.Alerts.Select(alert => alert.Name)));
        Assert.That(health.Values, Is.All.EqualTo("ok"));
    }

    // In CI it is never left out: without a Prometheus the test fails there.
    private static IEnumerable<ServerKind> Here() =>
        ServerKinds.HasPrometheus ? ServerKinds.Here.TakeLast(1) : [];
}
