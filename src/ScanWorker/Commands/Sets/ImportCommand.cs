using System.CommandLine;
using System.Text.Json.Nodes;
using ScanWorker.Matching.Import;

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
        var json = new JsonObject();
        ImportSummary.AddTo(json, counts, quarantine);
        json["applied"] = !isDryRun;
        context.Output.Line(json, ImportSummary.TextOf(counts, quarantine, isApplied: !isDryRun));
    }
}
