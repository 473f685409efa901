using System.Text.Json;
using System.Text.RegularExpressions;
using ScanWorker.EndToEnd.Tests.Servers;
using YamlDotNet.RepresentationModel;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>What deploy/ asks of Prometheus.</summary>
internal static partial class Dashboards
{
    public static string AlertsFile { get; } = Path.Combine(
        RepositoryRoot.Path, "deploy", "alerts", "scanworker.rules.yml");

    public static IReadOnlyList<PanelQuery> Panels { get; } =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "deploy", "dashboards"), "*.json")
        let dashboard = JsonDocument.Parse(File.ReadAllBytes(file)).RootElement
        from panel in dashboard.GetProperty("panels").EnumerateArray()
        where panel.TryGetProperty("targets", out _)
        from target in panel.GetProperty("targets").EnumerateArray()
        select new PanelQuery(
            $"{dashboard.GetProperty("title")} / {panel.GetProperty("title")}",
            target.GetProperty("expr").GetString() ?? "",
            panel.GetProperty("description").GetString()?.Contains("Empty", StringComparison.Ordinal) ?? false),
    ];

    public static IReadOnlyList<AlertRule> Alerts { get; } = ReadAlerts();

    /// <summary>Names of our metrics, and of those of process, runtime and messaging, in an expression.</summary>
    public static IEnumerable<string> MetricsIn(string expression) =>
        MetricName().Matches(Quoted().Replace(expression, "\"\"")).Select(match => match.Value).Distinct();

    private static List<AlertRule> ReadAlerts()
    {
        using var reader = File.OpenText(AlertsFile);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return
        [
            .. from @group in (YamlSequenceNode)yaml.Documents[0].RootNode["groups"]
            from rule in (YamlSequenceNode)@group["rules"]
            select new AlertRule(
                rule["alert"].ToString(), rule["expr"].ToString(), rule["annotations"]["runbook_url"].ToString()),
        ];
    }

    // Labels stand in braces or after by; none of them ends like a metric.
    [GeneratedRegex(
        @"\b(?:scanworker_(?!condition\b|verdict\b|action\b|reason\b|code\b|bank\b|stage\b|outcome\b|topic\b|kind\b|distance\b|origin\b|result\b|budget\b|surface\b|looked\b|format\b|cause\b|part\b|decoder\b|rank\b|source\b|change\b|decision\b)|process_|dotnet_|messaging_(?:client|process)_)[a-z_0-9]+\b")]
    private static partial Regex MetricName();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();
}
