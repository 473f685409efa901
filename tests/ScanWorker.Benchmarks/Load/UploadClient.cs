using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Benchmarks.Load;

/// <summary>Sends uploads, and waits on a thread of its own for the committed verdict of each.</summary>
internal sealed class UploadClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly KafkaOptions _kafka;
    private readonly TopicWriter _writer;
    private readonly ConcurrentDictionary<string, Sent> _waiting = new(StringComparer.Ordinal);
    private readonly BlockingCollection<Arrival> _arrived = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _reader;
    private int _number;

    public UploadClient(KafkaOptions kafka)
    {
        (_kafka, _writer) = (kafka, new TopicWriter(kafka));
        _reader = new Thread(Read) { IsBackground = true, Name = "verdicts" };
        _reader.Start();
    }

    /// <summary>Sends one upload; <paramref name="due"/> is when it should have been sent.</summary>
    /// <param name="due">A <see cref="Stopwatch"/> timestamp: a client that is late counts against us.</param>
    /// <param name="file">The content.</param>
    public void Send(long due, string file)
    {
        var number = _number++;
        var id = string.Create(CultureInfo.InvariantCulture, $"load-{number:0000000}");
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new UploadData { UploadId = id, Content = new UploadContent { Uri = new Uri(file).AbsoluteUri } },
            EventJson.Default.UploadData);
        RecordHeader[] headers =
        [
            RecordHeader.Of("ce_specversion", "1.0"), RecordHeader.Of("ce_id", id),
            RecordHeader.Of("ce_source", "/load"), RecordHeader.Of("ce_type", EventTypes.Upload),
            RecordHeader.Of("content-type", "application/json"),
        ];
        _waiting[id] = new Sent(due, DateTimeOffset.UtcNow);
        _ = _writer.WriteAsync(_kafka.Topics.Uploads, number % 4, Encoding.UTF8.GetBytes(id), json, headers);
    }

    /// <summary>Waits for the verdicts of the next <paramref name="count"/> uploads.</summary>
    public IReadOnlyList<Arrival> Take(int count)
    {
        var arrivals = new List<Arrival>(count);
        while (arrivals.Count < count)
        {
            if (!_arrived.TryTake(out var arrival, Patience))
            {
                throw new TimeoutException($"{count - arrivals.Count} of {count} uploads have no verdict.");
            }

            arrivals.Add(arrival);
        }

        return arrivals;
    }

    public void Dispose()
    {
        _end.Cancel();
        _reader.Join();
        _writer.Dispose();
        _arrived.Dispose();
        _end.Dispose();
    }

    private void Read()
    {
        using var reader = new TopicReader(_kafka, _kafka.Topics.Verdicts);
        while (!_end.IsCancellationRequested)
        {
            if (reader.Read(TimeSpan.FromMilliseconds(100)) is not { } record)
            {
                continue;
            }

            var at = Stopwatch.GetTimestamp();
            if (JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent) is { } verdict
                && _waiting.TryRemove(verdict.UploadId, out var sent))
            {
                _arrived.Add(Arrival.Of(sent, at, DateTimeOffset.UtcNow, verdict));
            }
        }
    }
}

/// <summary>An upload under way.</summary>
/// <param name="Due">A timestamp.</param>
/// <param name="At">The same moment by the clock that the worker has, too.</param>
internal readonly record struct Sent(long Due, DateTimeOffset At);

/// <summary>A committed verdict as its reader saw it; all in milliseconds.</summary>
/// <param name="Total">From when the upload was due to be sent to its verdict being read.</param>
/// <param name="Waiting">From sending to a lane taking it up: the broker, the poll, the queue.</param>
/// <param name="Fetching">Content and digests.</param>
/// <param name="Decoding">Decoding and perceptual hashing.</param>
/// <param name="Scanning">All of the lane's time.</param>
/// <param name="Committing">From the verdict to its being read: the batch, the transaction, the broker.</param>
internal readonly record struct Arrival(
    double Total, double Waiting, double Fetching, double Decoding, double Scanning, double Committing)
{
    public static Arrival Of(Sent sent, long readAt, DateTimeOffset readAtClock, VerdictEvent verdict)
    {
        var timings = verdict.Timings ?? new TimingsData();
        return new Arrival(
            Stopwatch.GetElapsedTime(sent.Due, readAt).TotalMilliseconds,
            (verdict.ScannedAt - sent.At).TotalMilliseconds - timings.Total,
            timings.Fetch ?? 0, timings.Decode ?? 0, timings.Total,
            (readAtClock - verdict.ScannedAt).TotalMilliseconds);
    }
}
