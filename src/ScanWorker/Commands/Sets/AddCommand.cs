using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;
using ScanWorker.Pipeline;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets add</c>: a few hashes, live on every worker within a second.</summary>
internal static class AddCommand
{
    public static Command Create(SetsRunner runner)
    {
        var hashes = new Argument<string[]>("hash")
        {
            Description = "type:hash, or an MD5 or SHA-1 alone. Hashes of different kinds are one entry; two of a "
                + "kind are two.",
            Arity = ArgumentArity.OneOrMore,
        };
        var bank = SetsArguments.Bank(new Option<string>("--bank")
        {
            Description = "The bank that they go to.",
            Required = true,
        });
        var source = new Option<string>("--source")
        {
            Description = "Where they come from.",
            DefaultValueFactory = _ => "custodian",
        };
        var id = new Option<string?>("--id") { Description = "The entry's id. Default: made of its hash." };
        var classification =
            new Option<string?>("--classification") { Description = "A1, A2, B1, B2 or a label of your own." };
        var (why, by, noPublish) = (SetsArguments.Why(), SetsArguments.By(), SetsArguments.NoPublish());
        var command = new Command("add",
            "Adds entries and publishes them at once, whatever else is in the working set.")
        {
            hashes, bank, source, id, classification, why, by, noPublish,
        };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            var blank = new Entry(
                parsed.GetRequiredValue(bank), parsed.GetValue(id) ?? "", parsed.GetRequiredValue(source))
            {
                Classification = parsed.GetValue(classification),
                Note = parsed.GetValue(why),
                AddedAt = context.Clock.GetUtcNow(),
                UpdatedAt = context.Clock.GetUtcNow(),
            };
            var entries = TypedEntries.Make(parsed.GetRequiredValue(hashes), blank);
            var hygiene = EntryHygieneOf(context, blank.Bank);
            if (entries.Select(hygiene.Check).FirstOrDefault(reason => reason is not null) is { } reason)
            {
                throw new InvalidDataException(
                    $"The entry is refused ({KebabCase.Of(reason)}): it would match what everybody uploads.");
            }

            using var key = parsed.GetValue(noPublish) ? null : context.ReadSigningKey();
            using var workingSet = context.OpenToWrite();
            var edits = new WorkingSetEdits(workingSet);
            var record = edits.Add(entries, edits.OpenSearch(), parsed.GetRequiredValue(by), parsed.GetValue(why));
            foreach (var entry in entries)
            {
                context.Output.Line(
                    new JsonObject { ["type"] = "added", ["added"] = entry.Key.ToString() }, $"Added {entry.Key}.");
            }

            await PublishAsync(context, workingSet, record, key, parsed.GetValue(noPublish), cancellation);
            return ExitCodes.Done;
        });
        return command;
    }

    internal static async Task PublishAsync(
        SetsContext context,
        WorkingSet workingSet,
        Matching.Publishing.JournalRecord record,
        ECDsa? key,
        bool isLeftUnpublished,
        CancellationToken cancellation)
    {
        if (!isLeftUnpublished)
        {
            // What a person takes away goes at once, be it the last; only lists that come empty are doubted.
            var (manifest, sentBytes) = await context.PublisherOf(workingSet, key, allowsEmpty: true)
                .PublishAloneAsync(record, cancellation);
            PublishedText.Print(context.Output, manifest, sentBytes);
            if (!context.Options.AllowEmpty && manifest.Banks.Sum(bank => bank.Entries) == 0)
            {
                await context.Error.WriteLineAsync(
                    "The set has no live entries now. Workers keep the version before until one with entries is published, "
                        + "unless Sets:AllowEmpty is set for them.");
            }
        }
    }

    private static EntryHygiene EntryHygieneOf(SetsContext context, string bank) =>
        new(BenignGauntlet.Hashes, BankDistances.Of(context.Configuration, bank));
}
