using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.FloodGuard;

namespace ScanWorker.Commands.Sets.Finding;

/// <summary><c>sets find</c>: where a hash, an entry or a picture is listed. Exits with 1 if one is not.</summary>
internal sealed class FindCommand
{
    private const int NotFound = ExitCodes.Found; // As grep has it: 1 is the other answer.
    private static readonly int DistanceMax = HashAlgorithm.Pdq.DistanceMax;

    private readonly Argument<string[]> _sought = new("what")
    {
        Description = "A hash (type:hash, or hexadecimal alone), an entry (id, bank/id or bank/source/id), or a "
            + "picture's file.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int> _distance = new Option<int>("--distance")
    {
        Description = $"How many bits a neighbour's PDQ hash may differ in: 0 to {DistanceMax}. Default "
            + $"{HashAlgorithm.Pdq.DefaultDistance}.",
        DefaultValueFactory = _ => HashAlgorithm.Pdq.DefaultDistance,
    }.Within(0, DistanceMax);

    private readonly Option<FileInfo> _verdicts = new("--verdicts")
    {
        Description = "Recorded verdicts; counts how many name each entry.",
    };

    public static Command Create(SetsRunner runner)
    {
        var find = new FindCommand();
        var command = new Command(
            "find",
            "Tells which banks list a hash, an entry or a picture, since when, and what is near; exits 1 if none does.")
        {
            find._sought, find._distance, find._verdicts,
        };
        runner.Attach(command, find.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, SetsContext context, CancellationToken cancellation)
    {
        var verdicts = parsed.GetValue(_verdicts) is { } recording
            ? await MatchCounts.ReadAsync(recording, context.Error, cancellation)
            : null;
        using var workingSet = context.OpenToRead();
        using var reader = new SoughtReader(context);
        var search = new EntrySearch(workingSet, parsed.GetValue(_distance));
        var disputed = workingSet.State.Opinions.Disputed(context.Feedback.ReviewersNeeded).ToHashSet();
        var (quarantines, code) = (await QuarantinesAsync(context, cancellation), ExitCodes.Done);
        foreach (var text in parsed.GetRequiredValue(_sought))
        {
            var sought = await reader.ReadAsync(text, cancellation);
            var (found, more) = search.Find(sought);
            if (found.Count == 0)
            {
                code = NotFound;
                context.Output.Line(
                    new JsonObject { ["type"] = "not-found", ["query"] = text }, $"{text}: not found.");
                continue;
            }

            var rows = found.Select(one => new FoundRow(text, one)
            {
                Quarantines = quarantines,
                Verdicts = verdicts?.Of(one.Standing.Key),
                IsDisputedByReviewers = disputed.Contains(one.Standing.Key),
                Now = context.Clock.GetUtcNow(),
            }).ToList();
            Print(context, text, rows, more);
        }

        return code;
    }

    private static void Print(SetsContext context, string text, List<FoundRow> rows, int more)
    {
        var columns = rows[0].Verdicts is null ? FoundRow.Columns[..^1] : FoundRow.Columns;
        if (!context.Output.IsJson)
        {
            context.Output.Line([], $"{text}:");
        }

        context.Output.Table(columns, [.. rows.Select(row => (row.Json, row.Cells[..columns.Length]))], "");
        if (more > 0 && !context.Output.IsJson)
        {
            context.Output.Line([], $"and {more} more within that distance; a smaller --distance shows fewer.");
        }
    }

    // What the fleet holds back is known only to Redis; what the lists hold is known without it.
    private static async Task<IReadOnlyDictionary<EntryKey, Quarantine>?> QuarantinesAsync(
        SetsContext context, CancellationToken cancellation)
    {
        try
        {
            var (read, isWhole) = await context.FloodCounters.ReadQuarantinesAsync(context.Options.Name, cancellation);
            if (!isWhole)
            {
                await context.Error.WriteLineAsync(
                    "There are more quarantines in Redis than are read; some are not shown.");
            }

            return read.Where(quarantine => quarantine.IsOurs).DistinctBy(quarantine => quarantine.Entry)
                .ToDictionary(quarantine => quarantine.Entry);
        }
        catch (Exception problem) when (problem is FloodCountersUnavailableException or OptionsValidationException)
        {
            await context.Error.WriteLineAsync(
                $"Which entries are quarantined is unknown: {problem.Message}");
            return null;
        }
    }
}
