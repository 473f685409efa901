using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets log</c>: who did what to the working set, when and why.</summary>
internal static class LogCommand
{
    private const int EntriesMax = 3;

    public static Command Create(SetsRunner runner)
    {
        var last = new Option<int>("--last")
        {
            Description = "How many of the most recent records to show. Default: all.",
            DefaultValueFactory = _ => int.MaxValue,
        }.AtLeastOne();
        var command = new Command("log", "Shows who did what to the working set, when and why.") { last };
        runner.Attach(command, (parsed, context, _) =>
        {
            using var workingSet = context.OpenToRead();
            context.Output.Table(
                ["#", "at", "by", "action", "what", "why"],
                [.. workingSet.Records.TakeLast(parsed.GetValue(last)).Select(record => (Json(record), Cells(record)))],
                $"Nothing has been done to the working set {context.Options.Directory} yet.");
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static JsonObject Json(JournalRecord record)
    {
        var json = JsonNode.Parse(JournalLine.ToJson(record))?.AsObject() ?? [];
        json["action"] = KebabCase.Of(record.Action);
        return json;
    }

    private static string[] Cells(JournalRecord record) =>
    [
        record.Number.ToString(CultureInfo.InvariantCulture),
        record.At.ToString("u", CultureInfo.InvariantCulture),
        record.By,
        KebabCase.Of(record.Action),
        string.Join("; ", What(record)),
        record.Why ?? "",
    ];

    private static IEnumerable<string> What(JournalRecord record)
    {
        if (record.Version is { } version)
        {
            yield return record.Restores is { } restored ? $"version {version} brings back version {restored}"
                : $"version {version}";
        }

        if (record.File is { } file)
        {
            yield return record.Format is { } format ? $"{file} ({format})" : file;
        }

        if (record.Watched is { } watched)
        {
            yield return $"source {watched}";
        }

        foreach (var change in record.Changes ?? [])
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                    $"{change.Bank}/{change.Source} +{change.Added} ~{change.Changed} -{change.Withdrawn}");
        }

        foreach (var key in (record.Entries ?? []).Take(EntriesMax))
        {
            yield return key.ToString();
        }

        if (record.Entries is { Length: > EntriesMax } entries)
        {
            yield return $"and {entries.Length - EntriesMax} more";
        }

        if (record.HeldBack is { } held)
        {
            yield return $"{held.Length} withdrawn by a person where the list was exported";
        }

        if (record.Feedback is { } feedback)
        {
            yield return $"{feedback.Opinions.Length} opinion{(feedback.Opinions.Length == 1 ? "" : "s")}";
        }

        if (record.Sending is { } sending)
        {
            yield return $"{sending.Votes.Length} vote{(sending.Votes.Length == 1 ? "" : "s")} to {sending.Source}: "
                + KebabCase.Of(sending.State);
        }

        if (record.Quarantined is { } quarantined)
        {
            yield return $"quarantined {quarantined.Values.Sum()}";
        }
    }
}
