using System.CommandLine;
using System.Security.Cryptography;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Commands.Recordings;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Commands;

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
        new("--from") { Description = $"Records from then on: {MomentText.Form}." };
    private static readonly Option<string> Until =
        new("--until") { Description = "Records before then. Default: what is there now." };
    private static readonly Option<long?> Max = new("--max") { Description = "At most so many records in the file." };

    private static readonly Option<int[]> Partition = new("--partition")
    {
        Description = "Only these partitions.",
        AllowMultipleArgumentsPerToken = true,
    };

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
        RecordingExit.Attach(command, (parsed, cancellation) => RunAsync(parsed, standard, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, StandardOptions standard, CancellationToken cancellation)
    {
        var kafka = BrokerSettings.Read(BrokerSettings.Configuration(parsed, standard));
        var (file, topic, clock) = (
            parsed.GetRequiredValue(Out), parsed.GetValue(Topic) ?? kafka.Topics.Uploads, TimeProvider.System);
        var range = new TopicRange
        {
            From = Moment(parsed, From, clock),
            Until = Moment(parsed, Until, clock),
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

    private static DateTimeOffset? Moment(ParseResult parsed, Option<string> option, TimeProvider clock) =>
        parsed.GetValue(option) is not { } text ? null
        : MomentText.Parse(text, clock.GetUtcNow())
            ?? throw new UsageException($"{option.Name}: '{text}' is not {MomentText.Form}.");
}
