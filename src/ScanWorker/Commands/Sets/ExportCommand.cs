using System.CommandLine;
using ScanWorker.Adapters.WorkingSets;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets export</c>: entries in the interchange form, or as plain text.</summary>
internal static class ExportCommand
{
    public static Command Create(SetsRunner runner)
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "A file. Default: standard output.",
            DefaultValueFactory = _ => "-",
        };
        var bank = new Option<string?>("--bank") { Description = "Only this bank." };
        var version = new Option<long?>("--version")
        {
            Description = "A published version. Default: the working set.",
        }.Within(1, long.MaxValue);
        var format = new Option<string>("--format")
        {
            Description = "jsonl (exact) or text (hashes only).",
            DefaultValueFactory = _ => "jsonl",
        }
            .AcceptOnlyFromAmong("jsonl", "text");
        var (feedback, within) = FeedbackExport.Options();
        var force = new Option<bool>("--force") { Description = "Replaces a file that is there." };
        var command = new Command("export",
            "Writes entries and what a person withdrew as JSON Lines, which import reads back exactly, or plain text.")
        {
            output, bank, version, format, feedback, within, force,
        };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            using var workingSet = context.OpenToRead();
            var edits = new WorkingSetEdits(workingSet);
            var index = parsed.GetValue(version) is { } number ? edits.ReadIndex(number) : edits.ReadIndex();
            if (parsed.GetValue(bank) is { } name)
            {
                BankNames.Check("--bank", name, index.Banks);
            }

            var exchange = parsed.GetValue(feedback);
            FeedbackExport.Check(exchange, parsed.GetValue(bank), parsed.GetValue(version));
            var export = new EntryExport(index, parsed.GetValue(bank))
            {
                HeldBack = parsed.GetValue(version) is null ? workingSet.State.Held : [],
            };
            var place = parsed.GetRequiredValue(output);
            using var file = place == "-"
                ? null
                : OutputFile.Create("--output", place, parsed.GetValue(force), FilesOf(context.Options.Directory));
            await using var standard = file is null ? Console.OpenStandardOutput() : null;
            var stream = standard ?? file?.Stream ?? Stream.Null;
            var written = exchange is not null
                ? FeedbackExport.Write(
                    exchange, parsed.GetValue(bank) ?? "", parsed.GetValue(within), workingSet, stream)
                : parsed.GetRequiredValue(format) == "text"
                    ? $"{export.WriteText(stream, cancellation)} entries written."
                    : Written(export.WriteLines(stream, cancellation));
            file?.Complete();
            await context.Error.WriteLineAsync(written);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Written((long Entries, int HeldBack) count) => $"{count.Entries} entries written."
        + (count.HeldBack == 0 ? ""
            : $" Withdrawn by a person, and written as such: {count.HeldBack}; 'sets import' holds them back too.");

    // Everything in the working set is read, or belongs to what is.
    private static IEnumerable<string> FilesOf(string workingSet) =>
        Directory.EnumerateFiles(workingSet, "*", SearchOption.AllDirectories);
}
