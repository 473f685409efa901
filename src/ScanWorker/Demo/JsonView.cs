using System.Text.Json;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Demo;

/// <summary>One line of JSON a verdict.</summary>
internal sealed class JsonView(TextWriter output, TextWriter error) : IDemoView
{
    public async Task<IReadOnlyCollection<VerdictEvent>> ShowAsync(
        IReadOnlyList<DemoUpload> uploads, Func<IEnumerable<VerdictEvent>> verdicts)
    {
        var all = new List<VerdictEvent>();
        foreach (var verdict in verdicts())
        {
            all.Add(verdict);
            await output.WriteLineAsync(JsonSerializer.Serialize(verdict, EventJson.Default.VerdictEvent));
        }

        return all;
    }

    public void Conclude(IReadOnlyDictionary<string, int> counts, bool good) =>
        error.WriteLine(
            $"{(good ? "Every upload got the verdict expected of it." : "Some verdicts are not as expected.")} "
            + string.Join(", ", counts.Select(pair => $"{pair.Key}: {pair.Value}")));

    public void Keep(DemoWorld world, string healthAddress, string? dashboard) =>
        error.WriteLine(
            $"Kafka {world.BootstrapServers}, Redis 127.0.0.1:{world.RedisPort}, health "
                + $"{healthAddress}/health/ready{(dashboard is null ? "" : $", dashboard {dashboard}")}; Ctrl+C ends.");
}
