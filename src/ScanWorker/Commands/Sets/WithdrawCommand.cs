using System.CommandLine;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets withdraw</c>: an entry goes, on every worker within a second.</summary>
internal static class WithdrawCommand
{
    public static Command Create(SetsRunner runner)
    {
        var names = new Argument<string[]>("entry")
        {
            Description = "An entry's id, bank/source/id, or one of its hashes: then every entry that holds it.",
            Arity = ArgumentArity.OneOrMore,
        };
        var bank = new Option<string?>("--bank") { Description = "Only from this bank." };
        var (why, by, noPublish) = (SetsArguments.Why(), SetsArguments.By(), SetsArguments.NoPublish());
        var command = new Command(
            "withdraw",
            "Takes entries away and publishes that at once; lists that still name them do not bring them back.")
        {
            names, bank, why, by, noPublish,
        };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            using var key = parsed.GetValue(noPublish) ? null : context.ReadSigningKey();
            using var workingSet = context.OpenToWrite();
            var edits = new WorkingSetEdits(workingSet);
            var search = edits.OpenSearch();
            var keys = parsed.GetRequiredValue(names).SelectMany(name => Find(search, name, parsed.GetValue(bank)))
                .Distinct().ToList();
            var record = edits.Withdraw(keys, parsed.GetRequiredValue(by), parsed.GetValue(why));
            foreach (var withdrawn in keys)
            {
                context.Output.Line(
                    new JsonObject { ["type"] = "withdrawn", ["withdrawn"] = withdrawn.ToString() },
                    $"Withdrew {withdrawn}.");
            }

            await AddCommand.PublishAsync(context, workingSet, record, key, parsed.GetValue(noPublish), cancellation);
            return ExitCodes.Done;
        });
        return command;
    }

    private static List<EntryKey> Find(ChainSearch search, string name, string? bank)
    {
        var found = search.Find(name).Where(key => bank is null || key.Bank == bank).ToList();
        return found.Count > 0 ? found
            : throw new InvalidDataException("No entry of the working set has that id or hash; nothing is changed.");
    }
}
