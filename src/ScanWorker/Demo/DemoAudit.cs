using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Demo;

/// <summary>Reads back what the worker has written, from the topics themselves.</summary>
internal sealed class DemoAudit(DemoWorld world) : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);

    private readonly TopicReader _verdicts = new(world.Kafka, world.Kafka.Topics.Verdicts);

    /// <summary>The next verdict, or null when none came in time.</summary>
    public VerdictEvent? NextVerdict(TimeSpan wait) => _verdicts.Read(wait) is { Value: { } json }
        ? JsonSerializer.Deserialize(json, EventJson.Default.VerdictEvent)
        : null;

    /// <summary>Records by topic, counted from the beginning.</summary>
    public IReadOnlyDictionary<string, int> Counts() => world.Kafka.Topics.All.ToDictionary(topic => topic, Count);

    public void Dispose() => _verdicts.Dispose();

    private int Count(string topic)
    {
        using var reader = new TopicReader(world.Kafka, topic);
        var count = 0;
        // The first record of a fresh reader takes a moment; the others are there at once.
        var wait = TimeSpan.FromSeconds(1);
        while (reader.Read(wait) is not null)
        {
            count++;
            wait = Quiet;
        }

        return count;
    }
}
