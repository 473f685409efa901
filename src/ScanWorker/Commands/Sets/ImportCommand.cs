using System.CommandLine;
using System.Text.Json.Nodes;
using ScanWorker.Matching.Import;
using ScanWorker.Pipeline;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets import</c>: a list into a bank of the working set.</summary>
internal static class ImportCommand
{
    public static Command Create(SetsRunner runner)
    {
        var arguments = new ImportArguments();
        var command = new Command("import", "Reads a list into a bank of the working set; publish makes it current.");
        arguments.AddTo(command);
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            var request = arguments.Read(parsed);
            try
            {
                var (counts, quarantine) = await new ImportRun(context, request).RunAsync(cancellation);
                Print(context, counts, quarantine, request.IsDryRun);
                return ExitCodes.Done;
            }
            catch (ImportRefusedException refusal)
            {
                Print(context, refusal.Counts, refusal.QuarantineFile, isDryRun: true);
                await context.Error.WriteLineAsync(refusal.Message);
                return ExitCodes.BadInput;
            }
        });
        return command;
    }

    private static void Print(SetsContext context, ImportCounts counts, string? quarantine, bool isDryRun)
    {
        var reasons = new JsonObject();
        foreach (var (reason, count) in counts.Quarantined)
        {
            reasons[KebabCase.Of(reason)] = count;
        }

        var json = new JsonObject
        {
            ["read"] = counts.Read,
            ["added"] = counts.Added,
            ["changed"] = counts.Changed,
            ["withdrawn"] = counts.Withdrawn,
            ["unchanged"] = counts.Unchanged,
            ["skipped"] = counts.Skipped,
            ["held"] = counts.Held,
            ["tombstones"] = counts.Tombstones,
            ["takenOver"] = counts.TakenOver,
            ["repeated"] = counts.Repeated,
            ["lines"] = counts.Lines is { } lines
                ? new JsonObject
                {
                    ["total"] = lines.Total,
                    ["header"] = lines.Header,
                    ["blank"] = lines.Blank,
                    ["continued"] = lines.Continued,
                }
                : null,
            ["quarantined"] = counts.QuarantinedTotal,
            ["quarantinedByReason"] = reasons,
            ["quarantineFile"] = quarantine,
            ["applied"] = !isDryRun,
        };
        var byReason = string.Join(", ", counts.Quarantined.Select(pair => $"{KebabCase.Of(pair.Key)} {pair.Value}"));
        context.Output.Line(
            json,
            $"{LinesOf(counts)}read {counts.Read}, added {counts.Added}, changed {counts.Changed}, withdrawn {counts.Withdrawn}, "
            + $"unchanged {counts.Unchanged}, skipped {counts.Skipped}, held back {counts.Held}, quarantined "
            + $"{counts.QuarantinedTotal}"
            + (counts.Tombstones == 0 ? "" : $", tombstones {counts.Tombstones}")
            + (counts.TakenOver == 0 ? ""
                : $", of them withdrawn by a person and held back from now on {counts.TakenOver}")
            + (counts.Repeated == 0 ? "" : $", rows of entries named before {counts.Repeated}")
            + (byReason.Length == 0 ? "" : $" ({byReason})") + (isDryRun ? "; nothing is applied" : "")
            + (quarantine is null ? "" : $"{Environment.NewLine}quarantined lines are in {quarantine}"));
    }

    private static string LinesOf(ImportCounts counts) => counts.Lines is { } lines
        ? $"lines {lines.Total} (header {lines.Header}, blank or comment {lines.Blank}, continued {lines.Continued}), "
        : "";
}
