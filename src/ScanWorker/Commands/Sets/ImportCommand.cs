using System.CommandLine;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.HashSets.Imports;
using ScanWorker.Matching.HashSets.Journals;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets import</c>: a list into a bank of the working set.</summary>
internal static class ImportCommand
{
    public static Command Create(SetsRunner runner)
    {
        var file = new Argument<FileInfo>("file") { Description = "The list." };
        var bank = new Option<string>("--bank") { Description = "The bank that the list feeds.", Required = true };
        var source = new Option<string?>("--source") { Description = "The list's name, where its lines give none. Default: the bank." };
        var why = SetsArguments.Why();
        var by = SetsArguments.By();
        var command = new Command("import", "Reads a list into a bank of the working set.") { file, bank, source, why, by };
        runner.Attach(command, async (parsed, context, _) =>
        {
            var list = parsed.GetRequiredValue(file);
            var settings = new ListSettings(parsed.GetRequiredValue(bank), parsed.GetValue(source) ?? parsed.GetRequiredValue(bank));
            var record = new JournalRecord(0, default, parsed.GetRequiredValue(by), JournalAction.Import)
            {
                Why = parsed.GetValue(why),
                File = list.Name,
                Format = "csv",
            };
            using var workingSet = context.OpenToWrite();
            var counts = new ListImport(workingSet, context.Clock).Run(record, settings, sink =>
            {
                using var stream = list.OpenRead();
                ListFormats.All[0].Read(stream, settings, sink);
            });
            await context.Output.WriteLineAsync(
                $"read {counts.Read}, added {counts.Added}, changed {counts.Changed}, withdrawn {counts.Withdrawn}, "
                + $"unchanged {counts.Unchanged}, quarantined {counts.Quarantined}");
            return SetsExit.Done;
        });
        return command;
    }
}
