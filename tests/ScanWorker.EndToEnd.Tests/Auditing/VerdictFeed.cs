using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Auditing;

/// <summary>Verdicts as they are committed.</summary>
internal sealed class VerdictFeed(KafkaOptions kafka) : IDisposable
{
    private readonly TopicReader _reader = new(kafka, kafka.Topics.Verdicts);
    private readonly Dictionary<string, VerdictEvent> _seen = new(StringComparer.Ordinal);

    /// <summary>All that are committed by now, by upload.</summary>
    public IReadOnlyDictionary<string, VerdictEvent> Read()
    {
        while (_reader.Read(TimeSpan.FromMilliseconds(20)) is { } record)
        {
            var verdict = JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent)
                ?? throw new AssertionException("A verdict is null.");
            _seen.Add(verdict.UploadId, verdict);
        }

        return _seen;
    }

    /// <summary>Waits for the verdict on one upload.</summary>
    public VerdictEvent WaitFor(string uploadId, Func<string> complaint)
    {
        Poll.Until(() => Read().ContainsKey(uploadId), TimeSpan.FromSeconds(60), complaint);
        return _seen[uploadId];
    }

    public void Dispose() => _reader.Dispose();
}
