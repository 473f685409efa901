using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Telemetry;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>Dashboards and alerts name only what the code has, and every alert has its runbook.</summary>
[TestFixture]
internal sealed class DashboardTests
{
    [Test]
    public async Task PanelsAndAlerts_EveryMetric_IsThereInTheCode()
    {
        using var names = new MetricNames();
        await using var worker = await DemoWorker.StartAsync(new Dictionary<string, string?>());
        _ = await worker.GetAsync("/metrics");
        using var meters = new FakeMeterFactory();
        _ = new DecoderMetrics(meters); // Of decoder processes, which not every machine has.
        _ = new ServeMetrics(meters, TimeProvider.System); // Of the custodian's service, which is no worker.

        var asked = Dashboards.Panels
            .Select(panel => panel.Expression).Concat(Dashboards.Alerts.Select(alert => alert.Expression))
            .SelectMany(Dashboards.MetricsIn).Distinct().ToList();

        Assert.That(asked, Has.Count.GreaterThan(40));
        Assert.That(asked.Where(name => !names.Contains(name)), Is.Empty);
    }

    [TestCaseSource(typeof(Dashboards), nameof(Dashboards.Alerts))]
    public void Alert_Runbook_IsThere(AlertRule alert) =>
        Assert.That(Path.Combine(RepositoryRoot.Path, alert.Runbook), Does.Exist);

    [Test]
    public void Runbooks_EachOne_IsOfAnAlert() => Assert.That(
        Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "docs", "runbooks"), "*.md")
            .Select(file => $"docs/runbooks/{Path.GetFileName(file)}"),
        Is.EquivalentTo(Dashboards.Alerts.Select(alert => alert.Runbook).Distinct()));
}
