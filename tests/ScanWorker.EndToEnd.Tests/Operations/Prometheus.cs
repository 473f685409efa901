using System.Globalization;
using System.Text.Json;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>A real Prometheus with our alert rules, on loopback, looking at one worker every half second.</summary>
internal sealed class Prometheus : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-prometheus-");
    private readonly int _port = FreePorts.Next();
    private readonly OwnedProcess _process;

    /// <param name="target">host:port of the worker.</param>
    public Prometheus(string target)
    {
        var configuration = Path.Combine(_folder.FullName, "prometheus.yml");
        File.WriteAllText(configuration, $"""
            global: {"{"} scrape_interval: 500ms, evaluation_interval: 1s {"}"}
            rule_files: ["{Dashboards.AlertsFile}"]
            scrape_configs:
              - job_name: scanworker
                static_configs: [{"{"} targets: ["{target}"] {"}"}]
            """);
        _process = OwnedProcess.Start("prometheus",
        [
            $"--config.file={configuration}", $"--storage.tsdb.path={Path.Combine(_folder.FullName, "data")}",
            string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{_port}"),
            "--enable-feature=exemplar-storage",
        ]);
        Poll.Until(
            () => _process.HasExited || Query("sum_over_time(up[1m]) > 5").Count > 0, TimeSpan.FromSeconds(60),
            () => $"Prometheus does not come up:\n{_process.Output}");
        Assert.That(_process.HasExited, Is.False, _process.Output);
    }

    /// <summary>What <c>promtool</c> has to say of metrics as a worker answers them.</summary>
    /// <returns>A line for each complaint.</returns>
    public IReadOnlyList<string> ComplaintsOf(string metrics)
    {
        var file = Path.Combine(_folder.FullName, "metrics.txt");
        File.WriteAllText(file, metrics);
        using var promtool = OwnedProcess.Start("sh", ["-c", $"promtool check metrics < {file}"]);
        _ = promtool.WaitForExit(TimeSpan.FromSeconds(60));
        return promtool.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Runs an instant query.</summary>
    /// <returns>The series; none when there is no data, or Prometheus does not answer yet.</returns>
    public IReadOnlyList<JsonElement> Query(string expression) =>
        Ask($"/api/v1/query?query={Uri.EscapeDataString(expression)}") is { } data
            ? [.. data.GetProperty("result").EnumerateArray()]
            : [];

    /// <summary>Every alert rule, with its health as Prometheus judges it.</summary>
    public IReadOnlyDictionary<string, string> RuleHealth() => Ask("/api/v1/rules") is not { } data
        ? new Dictionary<string, string>()
        : data.GetProperty("groups")
            .EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray()).ToDictionary(
            rule => rule.GetProperty("name").GetString() ?? "",
            rule => $"{rule.GetProperty("health")} {(rule.TryGetProperty("lastError", out var error) ? error : default)}".Trim());

    public void Dispose()
    {
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private JsonElement? Ask(string path)
    {
        try
        {
            var answer = Http.GetStringAsync(
                new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}{path}")))
                .GetAwaiter().GetResult();
            return JsonDocument.Parse(answer).RootElement.GetProperty("data");
        }
        catch (HttpRequestException e) when (e.StatusCode is null or System.Net.HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }
    }
}
