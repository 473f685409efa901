using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Commands.Sets.Previews;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Pipeline;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets add</c>: a few hashes, live on every worker within a second.</summary>
internal sealed class AddCommand
{
    private readonly Argument<string[]> _hashes = new("hash")
    {
        Description = "type:hash, or an MD5 or SHA-1 alone. Hashes of different kinds are one entry; two of a "
            + "kind are two.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _bank = SetsArguments.Bank(new Option<string>("--bank")
    {
        Description = "The bank that they go to.",
        Required = true,
    });

    private readonly Option<bool> _newBank = NewBank.Option();
    private readonly Option<string> _source = new("--source")
    {
        Description = "Where they come from.",
        DefaultValueFactory = _ => "custodian",
    };

    private readonly Option<string?> _id = new("--id") { Description = "The entry's id. Default: made of its hash." };
    private readonly Option<string?> _classification =
        new("--classification") { Description = "A1, A2, B1, B2 or a label of your own." };

    private readonly Option<string?> _why = SetsArguments.Why();
    private readonly Option<string> _by = SetsArguments.By();
    private readonly Option<bool> _noPublish = SetsArguments.NoPublish();
    private readonly PreviewArguments _preview = new();

    public static Command Create(SetsRunner runner)
    {
        var add = new AddCommand();
        var command = new Command("add",
            "Adds entries and publishes them at once, whatever else is in the working set.")
        {
            add._hashes, add._bank, add._newBank, add._source, add._id, add._classification, add._why, add._by,
            add._noPublish,
        };
        add._preview.AddTo(command);
        runner.Attach(command, add.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, SetsContext context, CancellationToken cancellation)
    {
        var entries = Entries(parsed, context);
        var isPublished = !parsed.GetValue(_noPublish);
        using var key = isPublished && !_preview.IsDryRun(parsed) ? context.ReadSigningKey() : null;
        using var workingSet = _preview.IsDryRun(parsed) ? context.OpenToRead() : context.OpenToWrite();
        NewBank.Check(workingSet, parsed.GetRequiredValue(_bank), parsed.GetValue(_newBank));
        var edits = new WorkingSetEdits(workingSet);
        var edit = WorkingSetEdits.Adding(
            entries, edits.OpenSearch(), parsed.GetRequiredValue(_by), parsed.GetValue(_why));
        var preview = Preview.OfEdit(workingSet, edit, isPublished);
        if (_preview.IsDryRun(parsed))
        {
            return await preview.RunDryAsync(parsed, _preview, context, cancellation);
        }

        preview.Tell(context);
        var record = edits.Apply(edit);
        foreach (var entry in entries)
        {
            context.Output.Line(
                new JsonObject { ["type"] = "added", ["added"] = entry.Key.ToString() }, $"Added {entry.Key}.");
        }

        if (isPublished)
        {
            await PublishAsync(context, workingSet, record, key, preview, cancellation);
        }

        return ExitCodes.Done;
    }

    private IReadOnlyList<Entry> Entries(ParseResult parsed, SetsContext context)
    {
        var blank = new Entry(
            parsed.GetRequiredValue(_bank), parsed.GetValue(_id) ?? "", parsed.GetRequiredValue(_source))
        {
            Classification = parsed.GetValue(_classification),
            Note = parsed.GetValue(_why),
            AddedAt = context.Clock.GetUtcNow(),
            UpdatedAt = context.Clock.GetUtcNow(),
        };
        var entries = TypedEntries.Make(parsed.GetRequiredValue(_hashes), blank);
        var hygiene = EntryHygieneOf(context, blank.Bank);
        return entries.Select(hygiene.Check).FirstOrDefault(reason => reason is not null) is { } reason
            ? throw new InvalidDataException(
                $"The entry is refused ({KebabCase.Of(reason)}): it would match what everybody uploads.")
            : entries;
    }

    internal static async Task PublishAsync(
        SetsContext context,
        WorkingSet workingSet,
        Matching.Publishing.JournalRecord record,
        ECDsa? key,
        Preview preview,
        CancellationToken cancellation)
    {
        // What a person takes away goes at once, be it the last; only lists that come empty are doubted.
        var (manifest, sentBytes) = await context.PublisherOf(workingSet, key, allowsEmpty: true)
            .PublishAloneAsync(record, cancellation);
        PublishedText.Print(context.Output, manifest, sentBytes, preview.Banks);
        if (!context.Options.AllowEmpty && manifest.Banks.Sum(bank => bank.Entries) == 0)
        {
            await context.Error.WriteLineAsync(
                "The set has no live entries now. Workers keep the version before until one with entries is published, "
                    + "unless Sets:AllowEmpty is set for them.");
        }
    }

    private static EntryHygiene EntryHygieneOf(SetsContext context, string bank) =>
        new(BenignGauntlet.Hashes, BankDistances.Of(context.Configuration, bank));
}
