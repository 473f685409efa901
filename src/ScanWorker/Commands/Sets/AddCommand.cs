using System.CommandLine;
using ScanWorker.Adapters.WorkingSets;
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

    private readonly EditRun _edit = new();

    public static Command Create(SetsRunner runner)
    {
        var add = new AddCommand();
        var command = new Command("add",
            "Adds entries and publishes them at once, whatever else is in the working set.")
        {
            add._hashes, add._bank, add._newBank, add._source, add._id, add._classification,
        };
        add._edit.AddTo(command);
        runner.Attach(command, add.RunAsync);
        return command;
    }

    private Task<int> RunAsync(ParseResult parsed, SetsContext context, CancellationToken cancellation)
    {
        var entries = Entries(parsed, context);
        return _edit.RunAsync(
            parsed, context, (workingSet, edits) =>
            {
                NewBank.Check(workingSet, parsed.GetRequiredValue(_bank), parsed.GetValue(_newBank));
                var edit = WorkingSetEdits.Adding(
                    entries, edits.OpenSearch(), _edit.ByOf(parsed), _edit.WhyOf(parsed));
                return new PlannedEdit(edit, [.. entries.Select(entry => entry.Key)]);
            },
            new EditWords("added", "Added"), cancellation);
    }

    private IReadOnlyList<Entry> Entries(ParseResult parsed, SetsContext context)
    {
        var blank = new Entry(
            parsed.GetRequiredValue(_bank), parsed.GetValue(_id) ?? "", parsed.GetRequiredValue(_source))
        {
            Classification = parsed.GetValue(_classification),
            Note = _edit.WhyOf(parsed),
            AddedAt = context.Clock.GetUtcNow(),
            UpdatedAt = context.Clock.GetUtcNow(),
        };
        var hygiene = EntryHygieneOf(context, blank.Bank);
        var entries = TypedEntries.Make(parsed.GetRequiredValue(_hashes), blank).Select(hygiene.Clean).ToList();
        return entries.Select(entry => entry.Refusal).FirstOrDefault(reason => reason is not null) switch
        {
            null when entries.Exists(entry => entry.IsVideoLost) => throw new InvalidDataException(
                "The entry is refused: its vPDQ hash has no frame that can be matched. Leave it out to add the "
                    + "others."),
            null => [.. entries.Select(entry => entry.Entry)],
            RejectReason.NoFrames => throw new InvalidDataException(
                "The entry is refused (no-frames): no frame of the video is of quality 50 or more."),
            RejectReason.TooManyFrames => throw new InvalidDataException(
                $"The entry is refused (too-many-frames): at most {VideoFrames.Max} frames of a video are taken."),
            { } reason => throw new InvalidDataException(
                $"The entry is refused ({KebabCase.Of(reason)}): it would match what everybody uploads."),
        };
    }

    private static EntryHygiene EntryHygieneOf(SetsContext context, string bank) =>
        new(BenignGauntlet.Hashes, BankDistances.Of(context.Configuration, bank));
}
