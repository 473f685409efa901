using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets diff</c>: what differs between two versions. Exits with 1 if anything does.</summary>
internal static class DiffCommand
{
    public static Command Create(SetsRunner runner)
    {
        var before = new Argument<long>("before") { Description = "The earlier version." };
        var after = new Argument<long?>("after")
        {
            Description = "The later one. Default: the working set.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command(
            "diff", "Shows which entries differ between two versions; exits with 1 if any does.")
        {
            before, after,
        };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            using var workingSet = context.OpenToRead();
            var edits = new WorkingSetEdits(workingSet);
            var later = parsed.GetValue(after) is { } version ? edits.ReadIndex(version) : edits.ReadIndex();
            var counts = new int[3];
            foreach (var diff in HashSetDiff.Between(edits.ReadIndex(parsed.GetRequiredValue(before)), later))
            {
                cancellation.ThrowIfCancellationRequested();
                counts[(int)diff.Kind]++;
                context.Output.Line(Json(diff), $"{Sign(diff.Kind)} {diff.Key}{Members(diff)}");
            }

            if (!context.Output.IsJson)
            {
                await context.Error.WriteLineAsync($"{counts[0]} added, {counts[1]} changed, {counts[2]} withdrawn");
            }

            return counts.Sum() == 0 ? ExitCodes.Done : ExitCodes.Found;
        });
        return command;
    }

    // Which members of a changed entry differ; their values are for --json, since some are hashes.
    private static string Members(EntryDiff diff)
    {
        if (diff is not { Before: { } before, After: { } after })
        {
            return "";
        }

        var (old, now) = (Members(before), Members(after));
        var differing = old.Keys.Union(now.Keys).Where(name =>
            !JsonNode.DeepEquals(old.GetValueOrDefault(name), now.GetValueOrDefault(name)));
        return $": {string.Join(", ", differing)}";
    }

    private static Dictionary<string, JsonNode?> Members(Entry entry) =>
        JsonNode.Parse(EntryJson.ToLine(entry))?.AsObject().ToDictionary() ?? [];

    private static char Sign(DiffKind kind) => kind switch { DiffKind.Added => '+', DiffKind.Changed => '~', _ => '-' };

    private static JsonObject Json(EntryDiff diff) => new()
    {
        ["change"] = JsonNamingPolicy.CamelCase.ConvertName(diff.Kind.ToString()),
        ["bank"] = diff.Key.Bank,
        ["source"] = diff.Key.Source,
        ["entryId"] = diff.Key.EntryId,
        ["before"] = diff is { Kind: DiffKind.Changed, Before: { } old } ? JsonNode.Parse(EntryJson.ToLine(old)) : null,
        ["after"] = diff is { Kind: DiffKind.Changed, After: { } now } ? JsonNode.Parse(EntryJson.ToLine(now)) : null,
    };
}
