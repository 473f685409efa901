using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline.Events;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Benchmarks.Load;

/// <summary>Sends uploads, and waits on a thread of its own for the committed verdict of each.</summary>
internal sealed class UploadClient : IDisposable
{
    private const string PastPrefix = "past-";
    private const int PastUnderWayMax = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly KafkaOptions _kafka;
    private readonly TopicWriter _writer;
    private readonly ConcurrentDictionary<string, Sent> _waiting = new(StringComparer.Ordinal);
    private readonly BlockingCollection<Arrival> _arrived = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _reader;
    private int _number;
    private int _past;

    public UploadClient(KafkaOptions kafka)
    {
        (_kafka, _writer) = (kafka, new TopicWriter(kafka));
        _reader = new Thread(Read) { IsBackground = true, Name = "verdicts" };
        _reader.Start();
    }

    /// <summary>Verdicts on past uploads so far.</summary>
    public int Past => Volatile.Read(ref _past);

    /// <summary>Sends one upload; <paramref name="due"/> is when it should have been sent.</summary>
    /// <param name="due">A <see cref="Stopwatch"/> timestamp: a client that is late counts against us.</param>
    /// <param name="file">The content.</param>
    public void Send(long due, string file)
    {
        var number = _number++;
        var id = string.Create(CultureInfo.InvariantCulture, $"load-{number:0000000}");
        _waiting[id] = new Sent(due, DateTimeOffset.UtcNow);
        _ = Write(_kafka.Topics.Uploads, number, id, file);
    }

    /// <summary>Sends one of the past, whose verdict is only counted.</summary>
    /// <param name="topic">That of past uploads.</param>
    /// <param name="number">Its own.</param>
    /// <param name="file">The content.</param>
    public void SendPast(string topic, int number, string file)
    {
        var written = Write(
            topic, number, string.Create(CultureInfo.InvariantCulture, $"{PastPrefix}{number:0000000}"), file);
        if (number % PastUnderWayMax == PastUnderWayMax - 1)
        {
            written.GetAwaiter().GetResult(); // The client's queue is not endless.
        }
    }

    /// <summary>Waits until so many past uploads have verdicts.</summary>
    public void WaitForPast(int count)
    {
        for (var (seen, since) = (Past, Stopwatch.GetTimestamp()); Past < count;)
        {
            if (Past > seen)
            {
                (seen, since) = (Past, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new TimeoutException($"{count - Past} of {count} past uploads have no verdict.");
            }

            Poll.Pause(TimeSpan.FromMilliseconds(50));
        }
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

    private Task<RecordPosition> Write(string topic, int number, string id, string file)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            new UploadData { UploadId = id, Content = new UploadContent { Uri = new Uri(file).AbsoluteUri } },
            EventJson.Default.UploadData);
        RecordHeader[] headers =
        [
            RecordHeader.Of("ce_specversion", "1.0"), RecordHeader.Of("ce_id", id),
            RecordHeader.Of("ce_source", "/load"), RecordHeader.Of("ce_type", EventTypes.Upload),
            RecordHeader.Of("content-type", "application/json"),
        ];
        return _writer.WriteAsync(topic, number % 4, Encoding.UTF8.GetBytes(id), json, headers);
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
            if (JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent) is not { } verdict)
            {
                continue;
            }

            if (verdict.UploadId.StartsWith(PastPrefix, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _past);
            }
            else if (_waiting.TryRemove(verdict.UploadId, out var sent))
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
/// <param name="Verdict">What it says.</param>
internal readonly record struct Arrival(
    double Total, double Waiting, double Fetching, double Decoding, double Scanning, double Committing,
    VerdictKind Verdict)
{
    public static Arrival Of(Sent sent, long readAt, DateTimeOffset readAtClock, VerdictEvent verdict)
    {
        var timings = verdict.Timings ?? new TimingsData();
        return new Arrival(
            Stopwatch.GetElapsedTime(sent.Due, readAt).TotalMilliseconds,
            (verdict.ScannedAt - sent.At).TotalMilliseconds - timings.Total,
            timings.Fetch ?? 0, timings.Decode ?? 0, timings.Total,
            (readAtClock - verdict.ScannedAt).TotalMilliseconds, verdict.Verdict);
    }
}
