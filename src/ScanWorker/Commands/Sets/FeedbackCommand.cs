using System.CommandLine;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.CloudEvents;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Commands.Recordings;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets feedback</c>: what reviewers said of matches, into the working set.</summary>
internal sealed class FeedbackCommand
{
    private readonly Argument<string[]> _recordings = new("recording")
    {
        Description = "Recordings of scan.feedback. Default: what is new in the topic itself.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _startOver = new("--start-over")
    {
        Description = "Read the whole topic, whatever was read before; nothing counts twice.",
    };

    private readonly Option<string?> _why = SetsArguments.Why();
    private readonly Option<string> _by = SetsArguments.By();

    public static Command Create(SetsRunner runner)
    {
        var feedback = new FeedbackCommand();
        var command = new Command(
            "feedback", "Reads what reviewers confirmed and denied into the working set, exactly once.")
        {
            feedback._recordings, feedback._startOver, feedback._why, feedback._by,
        };
        runner.Attach(command, feedback.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, SetsContext context, CancellationToken cancellation)
    {
        List<FileInfo> files = [.. (parsed.GetValue(_recordings) ?? []).Select(path => new FileInfo(path))];
        if (files.Count > 0 && parsed.GetValue(_startOver))
        {
            throw new UsageException("--start-over: recordings are always read from their beginning.");
        }

        ReplayInput.Check(files);
        var kafka = files.Count == 0 ? BrokerSettings.Read(context.Configuration) : null;
        var record = new JournalRecord(0, default, parsed.GetRequiredValue(_by), JournalAction.Feedback)
        {
            Why = parsed.GetValue(_why),
            File = files.Count == 0 ? null : string.Join(", ", files.Select(file => file.Name)),
        };
        var (counts, quarantines) = kafka is null
            ? await ReadRecordingsAsync(files, record, context, cancellation)
            : await new FeedbackRun(context, kafka, record)
            {
                StartsOver = parsed.GetValue(_startOver),
                Tell = message => context.Error.WriteLine($"scanworker: {message}"),
            }.RunAsync(cancellation);
        Print(context, counts, quarantines);
        return ExitCodes.Done;
    }

    private static async Task<(FeedbackCounts Counts, IReadOnlyList<string> QuarantineFiles)> ReadRecordingsAsync(
        List<FileInfo> files, JournalRecord record, SetsContext context, CancellationToken cancellation)
    {
        using var workingSet = context.OpenToWrite();
        using var intake = new FeedbackIntake(
            workingSet, new CloudEventFeedbackReader(context.Clock).Read, record, keepsPositions: false);
        // Each by itself: in whatever order they are named, nothing in them is passed over.
        foreach (var input in files.Select(file => new ReplayInput([file], isStrict: false)))
        {
            foreach (var recorded in input.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                intake.Take(recorded.Record);
            }

            await input.TellProblemsAsync(context.Error);
        }

        intake.Complete();
        return (intake.Counts, intake.QuarantineFile is { } file ? [file] : []);
    }

    private static void Print(SetsContext context, FeedbackCounts counts, IReadOnlyList<string> quarantines)
    {
        using var workingSet = context.OpenToRead();
        var opinions = workingSet.State.Opinions;
        var entries = opinions.Opinions.Select(opinion => opinion.Entry).ToHashSet();
        var unknown = entries.Count - new WorkingSetEdits(workingSet).OpenSearch().Find(entries).Count;
        var json = new JsonObject
        {
            ["read"] = counts.Read,
            ["news"] = counts.News,
            ["quarantined"] = counts.Quarantined,
            ["opinions"] = opinions.Count,
            ["unknownEntries"] = unknown,
            ["quarantineFile"] = quarantines is [.., var last] ? last : null,
        };
        context.Output.Line(
            json,
            $"read {counts.Read}, new {counts.News}, quarantined {counts.Quarantined}; the working set has "
            + $"{opinions.Count} opinions"
            + (unknown == 0 ? "" : $", some on {unknown} entries that it does not hold")
            + string.Concat(quarantines.Select(
                file => $"{Environment.NewLine}records that are not feedback are in {file}")));
    }
}
