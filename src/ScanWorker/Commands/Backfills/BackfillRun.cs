using System.Text;
using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Commands.Recordings;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Commands.Backfills;

/// <summary>Sends past uploads as events, some at a time: once the broker has them, the checkpoint follows.</summary>
/// <param name="writer">Null: nothing is sent.</param>
/// <param name="topic">Where to.</param>
/// <param name="perSecond">At most; null: as fast as the broker takes them.</param>
/// <param name="frame">What all events say, but for their upload.</param>
/// <param name="clock">Paces.</param>
/// <param name="error">Is told what cannot be sent.</param>
internal sealed class BackfillRun(
    TopicWriter? writer, string topic, double? perSecond, UploadData frame, TimeProvider clock, TextWriter error)
{
    private const string Source = "/scanworker/backfill";
    private const int BatchMax = 1000;
    private static readonly TimeSpan BatchAge = TimeSpan.FromSeconds(1);

    private readonly List<Task> _underWay = [];
    private long _batchSince = clock.GetTimestamp();
    private string? _mark;
    private long _total;

    /// <summary>Sent by this run.</summary>
    public long Sent { get; private set; }

    public long Refused { get; private set; }

    /// <exception cref="OperationCanceledException">It was stopped; the checkpoint is where it came to.</exception>
    public async Task<bool> RunAsync(
        IPastUploads uploads, BackfillCheckpoint checkpoint, StderrProgress progress, CancellationToken cancellation)
    {
        using var counting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var count = progress.IsShown && uploads.CanBeReadAgain
            ? CountAsync(uploads, checkpoint.Mark, counting.Token)
            : Task.CompletedTask;
        var started = clock.GetTimestamp();
        try
        {
            await foreach (var upload in uploads.ReadAsync(checkpoint.Mark, cancellation))
            {
                await TakeAsync(upload);
                if (_underWay.Count >= BatchMax || clock.GetElapsedTime(_batchSince) >= BatchAge)
                {
                    await SettleAsync(checkpoint);
                    progress.Report(Sent + Refused, Math.Max(Volatile.Read(ref _total), Sent + Refused));
                }

                await PaceAsync(started, cancellation);
            }
        }
        finally
        {
            await counting.CancelAsync();
            await count.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await SettleAsync(checkpoint); // Also when it is stopped: what the broker has is done.
        }

        return Refused == 0;
    }

    private async Task TakeAsync(PastUpload upload)
    {
        _mark = upload.Mark;
        if (upload.Problem is { } problem)
        {
            Refused++;
            await error.WriteLineAsync(problem);
            return;
        }

        Sent++;
        if (writer is not null)
        {
            _underWay.Add(SendAsync(writer, upload));
        }
    }

    private Task<RecordPosition> SendAsync(TopicWriter to, PastUpload upload)
    {
        var data = frame with
        {
            UploadId = upload.UploadId,
            Content = new UploadContent { Uri = upload.Location },
        };
        var headers = CloudEventHeaders.Of(
            upload.UploadId, EventTypes.Upload, Source, upload.UploadId, clock.GetUtcNow(), EventContext.None);
        return to.WriteAsync(
            topic, partition: null, Encoding.UTF8.GetBytes(upload.UploadId),
            JsonSerializer.SerializeToUtf8Bytes(data, EventJson.Default.UploadData), headers);
    }

    private async Task SettleAsync(BackfillCheckpoint checkpoint)
    {
        await Task.WhenAll(_underWay);
        if (writer is not null && _mark is { } mark)
        {
            checkpoint.Advance(mark, _underWay.Count);
        }

        _underWay.Clear();
        (_mark, _batchSince) = (null, clock.GetTimestamp());
    }

    private async Task PaceAsync(long started, CancellationToken cancellation)
    {
        if (writer is null || perSecond is not { } rate)
        {
            cancellation.ThrowIfCancellationRequested();
            return;
        }

        var ahead = TimeSpan.FromSeconds(Sent / rate) - clock.GetElapsedTime(started);
        if (ahead > TimeSpan.Zero)
        {
            await Task.Delay(ahead, clock, cancellation);
        }
    }

    // Beside the sending: the estimate gets better as it goes.
    private async Task CountAsync(IPastUploads uploads, string? after, CancellationToken cancellation)
    {
        await Task.Yield();
        await foreach (var _ in uploads.ReadAsync(after, cancellation).ConfigureAwait(false))
        {
            Interlocked.Increment(ref _total);
        }
    }
}
