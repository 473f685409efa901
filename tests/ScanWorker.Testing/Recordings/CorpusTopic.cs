using System.Text;
using System.Text.Json;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Testing.Recordings;

/// <summary>Writes upload events as an upload service does, into partitions, a second apart. Deterministic.</summary>
internal sealed class CorpusTopic
{
    private const int Partitions = 4;
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private readonly long[] _next = new long[Partitions];
    private readonly List<RecordedRecord> _records = [];

    public IReadOnlyList<RecordedRecord> Records => _records;

    public void Add(string id, byte[] content, Func<UploadData, UploadData>? with = null) =>
        Add(id, new UploadContent { Data = content }, with);

    public void AddAt(string id, string uri, Func<UploadData, UploadData>? with = null) =>
        Add(id, new UploadContent { Uri = uri }, with);

    /// <summary>A record as it is; for events that are none.</summary>
    public void AddRaw(byte[]? key, byte[]? value, params RecordHeader[] headers)
    {
        var number = _records.Count;
        var partition = number % Partitions;
        var position = new RecordPosition(new TopicPartition("uploads", partition), _next[partition]++);
        _records.Add(new RecordedRecord(
            new InboundRecord(position, Start.AddSeconds(number), key, value, headers), TimestampKind.Create));
    }

    public static RecordHeader[] BinaryMode(string id, string type = EventTypes.Upload) =>
    [
        RecordHeader.Of("ce_specversion", "1.0"),
        RecordHeader.Of("ce_id", id),
        RecordHeader.Of("ce_source", "/corpus/uploads"),
        RecordHeader.Of("ce_type", type),
        RecordHeader.Of("content-type", "application/json"),
    ];

    private void Add(string id, UploadContent content, Func<UploadData, UploadData>? with)
    {
        var data = new UploadData
        {
            UploadId = id,
            Content = content,
            Tenant = "corpus",
            Surface = "posts",
            FileName = $"{id}.jpg",
            UploadedAt = Start.AddSeconds(_records.Count - 5),
            Uploader = new Uploader
            {
                EspIdentifier = "user-7",
                IpCapture = new IpCapture { Address = "192.0.2.7", At = Start }
            },
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(with?.Invoke(data) ?? data, EventJson.Default.UploadData);
        var key = Encoding.UTF8.GetBytes(id);
        switch (_records.Count % 8)
        {
            case 6: // Bare JSON, which some upload services write.
                AddRaw(null, json);
                break;
            case 7: // Structured mode.
                var envelope = $$"""{"specversion":"1.0","id":"{{id}}","source":"/corpus/uploads","type":"{{EventTypes.Upload}}","data":{{Encoding.UTF8.GetString(json)}}}""";
                AddRaw(
                    key, Encoding.UTF8.GetBytes(envelope),
                    RecordHeader.Of("content-type", "application/cloudevents+json"));
                break;
            default:
                AddRaw(key, json,
                [
                    .. BinaryMode(id),
                    RecordHeader.Of("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                ]);
                break;
        }
    }
}
