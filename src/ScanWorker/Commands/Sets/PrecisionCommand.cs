using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Commands.Recordings;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;
using ScanWorker.Replay.Transparency;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets precision</c>: how often matches were right, as reviewers say.</summary>
internal sealed class PrecisionCommand
{
    private readonly Option<string?> _bank = new("--bank") { Description = "Only this bank." };

    private readonly Option<int> _top = new Option<int>("--top")
    {
        Description = "How many entries to show, the most denied first. Default 20.",
        DefaultValueFactory = _ => 20,
    }.AtLeastOne();

    private readonly Option<int[]> _at = new Option<int[]>("--at")
    {
        Description = "Further distances for which to show what they would have cost and saved.",
        AllowMultipleArgumentsPerToken = true,
    }.Within(0, HashAlgorithm.Pdq.SizeBits);

    private readonly Option<FileInfo[]> _verdicts = new("--verdicts")
    {
        Description = "Recorded verdicts in which to look up distances that feedback does not give.",
        AllowMultipleArgumentsPerToken = true,
    };

    public static Command Create(SetsRunner runner)
    {
        var precision = new PrecisionCommand();
        var command = new Command(
            "precision",
            "Shows how often matches were right: by bank, by entry, and by distance, with what another limit would have cost.")
        {
            precision._bank, precision._top, precision._at, precision._verdicts,
        };
        runner.Attach(command, precision.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, SetsContext context, CancellationToken cancellation)
    {
        var files = parsed.GetValue(_verdicts) ?? [];
        ReplayInput.Check(files);
        using var workingSet = context.OpenToRead();
        IReadOnlyList<ReviewedMatch> matches = ReviewedMatch.Of(workingSet.State.Opinions.Opinions);
        if (parsed.GetValue(_bank) is { } bank)
        {
            BankNames.Check("--bank", bank, [.. matches.Select(match => match.Entry.Bank).Distinct()]);
            matches = [.. matches.Where(match => match.Entry.Bank == bank)];
        }

        if (files.Length > 0)
        {
            var input = new ReplayInput(files, isStrict: false, isOfVerdicts: true);
            matches = MatchDistances.Complete(matches, input.Read(), input.Problems, cancellation);
            await input.TellProblemsAsync(context.Error);
        }

        if (matches.Count == 0)
        {
            context.Output.Table([], [], "No match has been confirmed or denied yet: run 'sets feedback' first.");
            return ExitCodes.Done;
        }

        ShowBanks(context, matches);
        ShowEntries(
            context, matches, workingSet.State.Opinions.Disputed(context.Feedback.ReviewersNeeded).ToHashSet(),
            parsed.GetValue(_top));
        ShowDistances(context, DistanceTrial.Of(matches, parsed.GetValue(_at) ?? []));
        return ExitCodes.Done;
    }

    private static void ShowBanks(SetsContext context, IReadOnlyList<ReviewedMatch> matches) => context.Output.Table(
        ["bank", "kind", "confirmed", "denied", "contested", "precision"],
        [
            .. matches.GroupBy(match => (match.Entry.Bank, Kind: CountedMatch.NameOf(match.IsExact)))
                .OrderBy(group => group.Key.Bank, StringComparer.Ordinal).ThenBy(group => group.Key.Kind)
                .Select(group => Row(
                    new JsonObject { ["type"] = "bank", ["bank"] = group.Key.Bank, ["kind"] = group.Key.Kind },
                    [group.Key.Bank, group.Key.Kind], MatchPrecision.Of(group))),
        ],
        "");

    private static void ShowEntries(
        SetsContext context, IReadOnlyList<ReviewedMatch> matches, HashSet<EntryKey> disputed, int top) =>
        context.Output.Table(
            ["entry", "state", "confirmed", "denied", "contested", "precision"],
            [
                .. matches.GroupBy(match => match.Entry)
                    .Select(group => (Entry: group.Key, Precision: MatchPrecision.Of(group)))
                    .OrderByDescending(entry => entry.Precision.Denied).ThenBy(entry => entry.Precision.Confirmed)
                    .ThenBy(entry => entry.Entry.ToString(), StringComparer.Ordinal).Take(top)
                    .Select(entry => Row(
                        new JsonObject
                        {
                            ["type"] = "entry",
                            ["bank"] = entry.Entry.Bank,
                            ["source"] = entry.Entry.Source,
                            ["entryId"] = entry.Entry.EntryId,
                            ["disputed"] = disputed.Contains(entry.Entry),
                        },
                        [entry.Entry.ToString(), disputed.Contains(entry.Entry) ? "disputed" : ""], entry.Precision)),
            ],
            "");

    private static void ShowDistances(SetsContext context, IReadOnlyList<DistanceTrial> trials) => context.Output.Table(
        ["bank", "distance", "confirmed", "denied", "contested", "precision", "lost beyond", "saved beyond"],
        [
            .. trials.Select(trial =>
            {
                var (json, cells) = Row(
                    new JsonObject { ["type"] = "distance", ["bank"] = trial.Bank, ["distance"] = trial.Distance },
                    [trial.Bank, Text(trial.Distance)], trial.Here);
                (json["lostBeyond"], json["savedBeyond"]) = (trial.Lost, trial.Saved);
                return (json, (string[])[.. cells, Text(trial.Lost), Text(trial.Saved)]);
            }),
        ],
        "No distances are known: feedback can carry them, or --verdicts can look them up.");

    private static (JsonObject Json, string[] Cells) Row(JsonObject json, string[] names, MatchPrecision precision)
    {
        (json["confirmed"], json["denied"], json["contested"], json["precision"]) =
            (precision.Confirmed, precision.Denied, precision.Contested, precision.Share);
        return (json,
        [
            .. names, Text(precision.Confirmed), Text(precision.Denied), Text(precision.Contested),
            precision.Share?.ToString("P1", CultureInfo.InvariantCulture) ?? "",
        ]);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
