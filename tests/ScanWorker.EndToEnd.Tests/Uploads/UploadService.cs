using System.Globalization;
using System.Text;
using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Uploads;

/// <summary>
/// Plays the upload service: stores files and writes an event for each, and remembers what must come of it.
/// </summary>
internal sealed class UploadService : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-uploads-");
    private readonly KafkaOptions _kafka;
    private readonly TopicWriter _writer;
    private readonly List<SentUpload> _sent = [];

    public UploadService(KafkaOptions kafka)
    {
        _kafka = kafka;
        _writer = new TopicWriter(kafka);
        foreach (var kind in UploadKinds.All)
        {
            for (var i = 0; i < kind.Contents.Count; i++)
            {
                if (kind.Contents[i] is { } content)
                {
                    File.WriteAllBytes(FileOf(kind, i), content);
                }
            }
        }
    }

    /// <summary>For <c>Content:Roots</c>.</summary>
    public string Root => _folder.FullName;

    public IReadOnlyList<SentUpload> Sent => _sent;

    /// <summary>Sends <paramref name="count"/> uploads of mixed kinds.</summary>
    public Task SendAsync(int count) => SendAsync(count, _kafka.Topics.Uploads);

    /// <summary>The same to another topic.</summary>
    public async Task SendAsync(int count, string topic)
    {
        var sending = Enumerable.Range(_sent.Count, count).Select(number => SendOneAsync(number, topic)).ToList();
        _sent.AddRange(await Task.WhenAll(sending));
    }

    /// <summary>Sends one upload of these bytes; what must come of it is the caller's matter.</summary>
    public async Task SendAsync(string id, byte[] content)
    {
        var file = Path.Combine(Root, id);
        await File.WriteAllBytesAsync(file, content);
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new UploadData { UploadId = id, Content = new UploadContent { Uri = new Uri(file).AbsoluteUri } },
            EventJson.Default.UploadData);
        _ = await _writer.WriteAsync(_kafka.Topics.Uploads, 0, Encoding.UTF8.GetBytes(id), json, Headers(id));
    }

    /// <summary>Sends an upload whose content is elsewhere; what must come of it is the caller's matter.</summary>
    public async Task SendAsync(string id, Uri content, int partition)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new UploadData { UploadId = id, Content = new UploadContent { Uri = content.AbsoluteUri } },
            EventJson.Default.UploadData);
        _ = await _writer.WriteAsync(_kafka.Topics.Uploads, partition, Encoding.UTF8.GetBytes(id), json, Headers(id));
    }

    /// <summary>Sends an upload of an unknown picture to one partition, with its id as key.</summary>
    public async Task SendPictureAsync(string id, int partition)
    {
        var kind = UploadKinds.All.Single(kind => kind.Name == "other");
        using var writer = new TopicWriter(_kafka); // The one that is open knows of no partition that was added since.
        var position = await writer.WriteAsync(
            _kafka.Topics.Uploads, partition, Encoding.UTF8.GetBytes(id), Json(kind, 0, id), Headers(id));
        _sent.Add(new SentUpload(id, position, kind.Verdict, kind.Action));
    }

    /// <summary>Sends an upload for each of some unrelated pictures.</summary>
    public async Task SendFilesAsync(IReadOnlyList<byte[]> pictures)
    {
        foreach (var picture in pictures)
        {
            await SendFileAsync(picture, VerdictKind.NoMatch, PolicyAction.Allow);
        }
    }

    /// <summary>Sends an upload of these bytes, and remembers that this must come of it.</summary>
    public async Task SendFileAsync(byte[] content, VerdictKind verdict, PolicyAction action)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"file-{_sent.Count:00000}");
        var file = Path.Combine(Root, id);
        await File.WriteAllBytesAsync(file, content);
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new UploadData { UploadId = id, Content = new UploadContent { Uri = new Uri(file).AbsoluteUri } },
            EventJson.Default.UploadData);
        var position = await _writer.WriteAsync(
            _kafka.Topics.Uploads, _sent.Count % 4, Encoding.UTF8.GetBytes(id), json, Headers(id));
        _sent.Add(new SentUpload(id, position, verdict, action));
    }

    public void Dispose()
    {
        _writer.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<SentUpload> SendOneAsync(int number, string topic)
    {
        var kind = UploadKinds.All[number % UploadKinds.All.Count];
        var which = number / UploadKinds.All.Count % kind.Contents.Count;
        var id = string.Create(CultureInfo.InvariantCulture, $"{kind.Name}-{number:00000}");
        var position = await _writer.WriteAsync(
            topic, number % 4, Encoding.UTF8.GetBytes(id), Json(kind, which, id), Headers(id));
        return new SentUpload(id, position, kind.Verdict, kind.Action)
        {
            Entry = kind.Action == PolicyAction.Block ? UploadKinds.EntryOf(which) : null,
        };
    }

    private byte[] Json(UploadKind kind, int which, string id) => kind.Verdict is null
        ? Encoding.UTF8.GetBytes($"{{\"uploadId\":\"{id}\",")
        : JsonSerializer.SerializeToUtf8Bytes(
            new UploadData
            {
                UploadId = id,
                Content = kind.Inline
                    ? new UploadContent { Data = kind.Contents[which] }
                    : new UploadContent { Uri = new Uri(FileOf(kind, which)).AbsoluteUri },
                FileName = $"{id}.jpg",
                Tenant = "tests",
            },
            EventJson.Default.UploadData);

    private static RecordHeader[] Headers(string id) =>
    [
        RecordHeader.Of("ce_specversion", "1.0"), RecordHeader.Of("ce_id", id), RecordHeader.Of("ce_source", "/tests"),
        RecordHeader.Of("ce_type", EventTypes.Upload), RecordHeader.Of("content-type", "application/json"),
    ];

    private string FileOf(UploadKind kind, int which) => Path.Combine(Root, $"{kind.Name}-{which}.bin");
}
