using System.Text;
using System.Text.Json;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Tests.CloudEvents;

/// <summary>
/// A Kafka record that the CloudEvents project's JavaScript SDK wrote; tests/node/cloudevents.js made the files.
/// </summary>
internal static class SdkRecord
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "CloudEvents", "Fixtures");

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder).Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    public static InboundRecord Read(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, $"{name}.json")));
        var record = json.RootElement;
        return new InboundRecord(
            new RecordPosition(new TopicPartition("uploads", 0), 0),
            DateTimeOffset.UnixEpoch,
            record.GetProperty("key").GetString() is { } key ? Encoding.UTF8.GetBytes(key) : null,
            Encoding.UTF8.GetBytes(record.GetProperty("value").GetString() ?? ""),
            [.. record.GetProperty("headers").EnumerateObject().Select(
                header => RecordHeader.Of(header.Name, header.Value.GetString() ?? ""))]);
    }
}
