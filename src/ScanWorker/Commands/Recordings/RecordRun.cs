using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Recordings;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Commands.Recordings;

/// <summary>Saves a topic as a recording; run again, it goes on where it was.</summary>
/// <param name="kafka">The broker.</param>
/// <param name="topic">What to record.</param>
/// <param name="path">The file; one that is there is gone on with.</param>
/// <param name="redaction">Null: records are kept as they are.</param>
internal sealed class RecordRun(KafkaOptions kafka, string topic, string path, UploaderRedaction? redaction)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    /// <param name="range">What to read; positions are taken from the file.</param>
    /// <param name="recordsMax">Records in the file, those of earlier runs included.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="clock">Decides when lines are handed to the file system.</param>
    /// <param name="cancellation">Ends it early; what was read until then is in the file.</param>
    /// <returns>Records written by this run, and those of earlier ones.</returns>
    public Task<(long Written, long Before)> RunAsync(
        TopicRange range, long? recordsMax, StderrProgress progress, TimeProvider clock, CancellationToken cancellation)
    {
        var before = RecordingResumption.Of(path, topic);
        using var reader = new TopicRangeReader(kafka, topic, range with { Positions = before.Next });
        using var writer = new RecordingWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read));
        var (written, flushed) = (0L, clock.GetTimestamp());
        while (!reader.IsAtEnd && before.Records + written < (recordsMax ?? long.MaxValue)
            && !cancellation.IsCancellationRequested)
        {
            if (reader.Read(Wait) is { } record)
            {
                writer.Write(redaction is null ? record : redaction.Redact(record));
                written++;
            }

            if (clock.GetElapsedTime(flushed) >= FlushInterval)
            {
                writer.Flush();
                progress.Report(written, written + reader.Remaining);
                flushed = clock.GetTimestamp();
            }
        }

        return Task.FromResult((written, before.Records));
    }
}
