using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Hashing;
using ScanWorker.Matching.Import;

namespace ScanWorker.Commands.Sets;

/// <summary>The command line of <c>sets import</c>.</summary>
internal sealed class ImportArguments
{
    private readonly Argument<string> _file =
        new("file") { Description = "The list; - for standard input. gzip is unpacked." };
    private readonly Option<string?> _bank =
        SetsArguments.Bank(new Option<string?>("--bank") { Description = "The bank that the list feeds." });

    private readonly Option<bool> _newBank = NewBank.Option();

    private readonly Option<string?> _format =
        new Option<string?>("--format") { Description = "Default: detected, and printed." }
        .AcceptOnlyFromAmong([.. ListFormats.All.Select(format => format.Name)]);

    private readonly Option<string?> _source = new("--source")
    {
        Description = "The list's name. Default: the format's, or the bank.",
    };

    private readonly Option<string?> _type = SetsArguments.Type();
    private readonly Option<bool> _full = new("--full")
    {
        Description = "A full snapshot: what it does not name is withdrawn.",
    };

    private readonly Option<bool> _delta = new("--delta") { Description = "Changes only (the default)." };
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Says what would be done, and does nothing.",
    };

    private readonly Option<bool> _allowShrink = new("--allow-shrink")
    {
        Description = "Lets a list withdraw more than a fifth.",
    };

    private readonly Option<bool> _allowGrowth = new("--allow-growth")
    {
        Description = "Lets a full snapshot add more than a fifth.",
    };

    private readonly Option<bool> _allowWithdrawn = new("--allow-withdrawn")
    {
        Description = "Takes entries again that 'sets withdraw' took away; else they are held back.",
    };

    private readonly Option<bool> _allowEmpty = new("--allow-empty")
    {
        Description = "Takes a list of which nothing is left to take; else it is refused.",
    };

    private readonly Option<double> _quarantineLimit = new Option<double>("--quarantine-limit")
    {
        Description = "Above this share of quarantined lines nothing is applied. Default 0.01.",
        DefaultValueFactory = _ => 0.01,
    }.Within(0, 1);

    private readonly Option<string?> _gauntlet = new("--gauntlet")
    {
        Description = "A folder of your own benign pictures: logos, default avatars.",
    };

    private readonly Option<int?> _distance = new Option<int?>("--distance")
    {
        Description = "The bank's distance for the gauntlet. Default: the policy file's, or 31.",
    }.Within(0, HashAlgorithm.Pdq.SizeBits);

    private readonly Option<string?> _categories = new("--categories")
    {
        Description = "Of VICS lists: the categories to take. Default 1,2.",
    };

    private readonly Option<string[]> _columns = new("--columns")
    {
        Description = "Of a CSV: \"their name=ours\", for example \"MD5 Hash=md5,Cat=category\".",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _why = SetsArguments.Why();
    private readonly Option<string> _by = SetsArguments.By();

    public void AddTo(Command command)
    {
        command.Add(_file);
        foreach (var option in new Option[]
        {
            _bank, _newBank, _format, _source, _type, _full, _delta, _dryRun, _allowShrink, _allowGrowth,
            _allowWithdrawn, _allowEmpty, _quarantineLimit, _gauntlet, _distance, _categories, _columns, _why, _by,
        })
        {
            command.Add(option);
        }

        command.Validators.Add(Validate);
    }

    public ImportRequest Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_file),
        parsed.GetValue(_bank),
        parsed.GetRequiredValue(_by),
        new ImportRules
        {
            Mode = parsed.GetValue(_full) ? ImportMode.Full : ImportMode.Delta,
            QuarantineShareMax = parsed.GetValue(_quarantineLimit),
            AllowsShrink = parsed.GetValue(_allowShrink),
            AllowsGrowth = parsed.GetValue(_allowGrowth),
            AllowsWithdrawn = parsed.GetValue(_allowWithdrawn),
            AllowsEmpty = parsed.GetValue(_allowEmpty),
            TakesHeldBack = true,
        })
    {
        Format = parsed.GetValue(_format),
        Source = parsed.GetValue(_source),
        Type = SetsArguments.TypeOf(parsed.GetValue(_type)),
        Why = parsed.GetValue(_why),
        MakesBanks = parsed.GetValue(_newBank),
        IsDryRun = parsed.GetValue(_dryRun),
        Gauntlet = parsed.GetValue(_gauntlet),
        Distance = parsed.GetValue(_distance),
        Categories = parsed.GetValue(_categories)
            ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToImmutableHashSet(),
        Columns = ColumnsOf(parsed.GetValue(_columns) ?? []),
    };

    private void Validate(CommandResult result)
    {
        if (result.GetValue(_full) && result.GetValue(_delta))
        {
            result.AddError("A list is either --full or --delta.");
        }

        if ((result.GetValue(_columns) ?? []).SelectMany(pairs => pairs.Split(',')).Any(pair =>
            pair.Split('=') is not [{ Length: > 0 }, { Length: > 0 }]))
        {
            result.AddError("--columns is \"their name=ours\", several parted by commas.");
        }
    }

    private static ImmutableDictionary<string, string> ColumnsOf(string[] texts) =>
        texts.SelectMany(pairs => pairs.Split(',')).Select(pair => pair.Split('='))
            .Aggregate(
                ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase),
                (columns, pair) => columns.SetItem(pair[0].Trim().Replace(' ', '_'), pair[1].Trim()));
}
