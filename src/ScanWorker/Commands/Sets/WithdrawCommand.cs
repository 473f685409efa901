using System.CommandLine;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets withdraw</c>: an entry goes, on every worker within a second.</summary>
internal sealed class WithdrawCommand
{
    private readonly Argument<string[]> _names = new("entry")
    {
        Description = "An entry's id, bank/source/id, or one of its hashes: then every entry that holds it.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _bank = new("--bank") { Description = "Only from this bank." };
    private readonly EditRun _edit = new();

    public static Command Create(SetsRunner runner)
    {
        var withdraw = new WithdrawCommand();
        var command = new Command(
            "withdraw",
            "Takes entries away and publishes that at once; lists that still name them do not bring them back.")
        {
            withdraw._names, withdraw._bank,
        };
        withdraw._edit.AddTo(command);
        runner.Attach(command, withdraw.RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, SetsContext context, CancellationToken cancellation) =>
        _edit.RunAsync(
            parsed, context, (_, edits) =>
            {
                var keys = Find(edits.OpenSearch(), parsed.GetRequiredValue(_names), parsed.GetValue(_bank));
                return new PlannedEdit(
                    WorkingSetEdits.Withdrawing(keys, _edit.ByOf(parsed), _edit.WhyOf(parsed)), keys);
            },
            new EditWords("withdrawn", "Withdrew"), cancellation);

    private static List<EntryKey> Find(ChainSearch search, IReadOnlyList<string> names, string? bank)
    {
        var found = names.Select(name => search.Find(name).Where(key => bank is null || key.Bank == bank).ToList())
            .ToList();
        var missing = names.Where((_, at) => found[at].Count == 0).ToList();
        return missing.Count == 0 ? [.. found.SelectMany(keys => keys).Distinct()]
            : throw new InvalidDataException(
                $"No entry of the working set has the id or hash {string.Join(", ", missing)}; nothing is changed.");
    }
}
