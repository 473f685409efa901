using System.CommandLine;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Commands.Sets.Previews;
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
    private readonly Option<string?> _why = SetsArguments.Why();
    private readonly Option<string> _by = SetsArguments.By();
    private readonly Option<bool> _noPublish = SetsArguments.NoPublish();
    private readonly PreviewArguments _preview = new();

    public static Command Create(SetsRunner runner)
    {
        var withdraw = new WithdrawCommand();
        var command = new Command(
            "withdraw",
            "Takes entries away and publishes that at once; lists that still name them do not bring them back.")
        {
            withdraw._names, withdraw._bank, withdraw._why, withdraw._by, withdraw._noPublish,
        };
        withdraw._preview.AddTo(command);
        runner.Attach(command, withdraw.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, SetsContext context, CancellationToken cancellation)
    {
        var isPublished = !parsed.GetValue(_noPublish);
        using var key = isPublished && !_preview.IsDryRun(parsed) ? context.ReadSigningKey() : null;
        using var workingSet = _preview.IsDryRun(parsed) ? context.OpenToRead() : context.OpenToWrite();
        var edits = new WorkingSetEdits(workingSet);
        var search = edits.OpenSearch();
        var keys = Find(search, parsed.GetRequiredValue(_names), parsed.GetValue(_bank));
        var edit = WorkingSetEdits.Withdrawing(keys, parsed.GetRequiredValue(_by), parsed.GetValue(_why));
        var preview = Preview.OfEdit(workingSet, edit, isPublished);
        if (_preview.IsDryRun(parsed))
        {
            return await preview.RunDryAsync(parsed, _preview, context, cancellation);
        }

        preview.Tell(context);
        var record = edits.Apply(edit);
        foreach (var withdrawn in keys)
        {
            context.Output.Line(
                new JsonObject { ["type"] = "withdrawn", ["withdrawn"] = withdrawn.ToString() },
                $"Withdrew {withdrawn}.");
        }

        if (isPublished)
        {
            await AddCommand.PublishAsync(context, workingSet, record, key, preview, cancellation);
        }

        return ExitCodes.Done;
    }

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
