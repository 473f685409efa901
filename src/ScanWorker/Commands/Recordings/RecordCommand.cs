using System.CommandLine;
using System.Security.Cryptography;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Commands.Recordings;

/// <summary><c>scanworker record</c>: a topic into a file, in the form that <c>kcat -C -J</c> prints.</summary>
internal static class RecordCommand
{
    private static readonly Option<string> Topic =
        new("--topic") { Description = "The topic to record. Default: Kafka:Topics:Uploads." };

    private static readonly Option<FileInfo> Out = new("--out")
    {
        Description = "The file to write. One that is there is gone on with.",
        Required = true,
    };

    private static readonly Option<string> From =
        new("--from") { Description = $"Records since: {MomentText.Form}." };
    private static readonly Option<string> Until =
        new("--until") { Description = "Records before then. Default: what is there now." };

    private static readonly Option<long?> Max = new Option<long?>("--max")
    {
        Description = "At most so many records in the file.",
    }.Within(1, long.MaxValue);

    private static readonly Option<int[]> Partition = new Option<int[]>("--partition")
    {
        Description = "Only these partitions.",
        AllowMultipleArgumentsPerToken = true,
    }.Within(0, int.MaxValue);

    private static readonly Option<bool> Redact =
        new("--redact") { Description = "Replaces what names uploaders by keyed short ids." };

    private static readonly Option<FileInfo> RedactKey = new Option<FileInfo>("--redact-key")
    {
        Description = "A file whose bytes are the key of the short ids. Default: a key that is forgotten.",
    }.AcceptExistingOnly();

    public static Command Create(StandardOptions standard)
    {
        var command = new Command("record", "Saves a topic as NDJSON, as kcat -C -J prints it.")
        {
            Topic, Out, From, Until, Max, Partition, Redact, RedactKey,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed, standard, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, StandardOptions standard, CancellationToken cancellation)
    {
        var kafka = BrokerSettings.Read(standard.Configuration(parsed));
        var (file, topic, clock) = (
            parsed.GetRequiredValue(Out), parsed.GetValue(Topic) ?? kafka.Topics.Uploads, TimeProvider.System);
        var range = new TopicRange
        {
            From = MomentText.Of(parsed.GetValue(From), From.Name, clock),
            Until = MomentText.Of(parsed.GetValue(Until), Until.Name, clock),
            Partitions = parsed.GetValue(Partition) is { Length: > 0 } partitions ? partitions : null,
        };
        var run = new RecordRun(kafka, topic, file.FullName, Redaction(parsed, file));
        var (written, before) = await StderrProgress.ShowAsync(
            $"recording {topic}", parsed.GetValue(standard.Verbosity),
            progress => run.RunAsync(range, parsed.GetValue(Max), progress, clock, cancellation));
        await parsed.InvocationConfiguration.Error.WriteLineAsync(
            $"{written} record{(written == 1 ? "" : "s")} of '{topic}' recorded in {file.Name}"
            + (before > 0 ? $", after the {before} that it held." : "."));
        return ExitCodes.Done;
    }

    private static UploaderRedaction? Redaction(ParseResult parsed, FileInfo file)
    {
        if (!parsed.GetValue(Redact))
        {
            return null;
        }

        if (parsed.GetValue(RedactKey) is { } key)
        {
            return new UploaderRedaction(File.ReadAllBytes(key.FullName));
        }

        return file is { Exists: true, Length: > 0 }
            ? throw new UsageException(
                "--redact-key: is needed to go on with a redacted recording, or its short ids would not agree.")
            : new UploaderRedaction(RandomNumberGenerator.GetBytes(32));
    }
}

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
