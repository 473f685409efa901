using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Adapters.WorkingSets.Contents;
using ScanWorker.Commands.Recordings;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Commands.Sets.Previews;

/// <summary>Shows what a command changes in a set, before it does.</summary>
internal sealed class Preview
{
    private readonly ImmutableArray<Segment> _before;
    private readonly ImmutableArray<Segment> _after;
    private readonly SortedDictionary<string, BankCounts> _changed = new(StringComparer.Ordinal);
    private readonly long _entriesBefore;

    private Preview(PublishedContent content, ImmutableArray<Segment> before, ImmutableArray<Segment> after)
    {
        (_before, _after) = (before, after);
        _entriesBefore = content.Banks.Sum(bank => bank.Entries);
        foreach (var diff in ContentChange.Between(before, after))
        {
            var bank = diff.Key.Bank;
            if (!_changed.TryGetValue(bank, out var counts))
            {
                counts = new BankCounts(content.Banks.FirstOrDefault(facts => facts.Name == bank)?.Entries ?? 0);
                _changed.Add(bank, counts);
            }

            counts.Add(diff.Kind);
        }
    }

    /// <summary>Of another content in the place of the one that is published.</summary>
    /// <param name="workingSet">Open.</param>
    /// <param name="content">What is to be published.</param>
    /// <param name="withdrawn">Entries of it that stay away.</param>
    public static Preview OfContent(
        WorkingSet workingSet, PublishedContent content, IReadOnlyList<EntryKey>? withdrawn = null)
    {
        var reader = new ContentReader(workingSet);
        var (published, after) = (workingSet.State.Published, reader.Open(content));
        return new Preview(
            published,
            reader.Open(published),
            withdrawn is { Count: > 0 } ? after.Add(WorkingSetEdits.Withdrawing(withdrawn, "", null).Segment) : after);
    }

    /// <summary>Of an edit of what is published, or of the working set where it stays there.</summary>
    public static Preview OfEdit(WorkingSet workingSet, PendingEdit edit, bool isPublished)
    {
        var content = isPublished ? workingSet.State.Published : workingSet.State.Working;
        var before = new ContentReader(workingSet).Open(content);
        return new Preview(content, before, before.Add(edit.Segment));
    }

    /// <summary>By bank, for the JSON of what was done.</summary>
    public JsonArray Banks => [.. Rows().Select(row => row.Json)];

    /// <summary>A person reads it before it is done; a machine finds it in what was done.</summary>
    public void Tell(SetsContext context)
    {
        if (!context.Output.IsJson && _changed.Count > 0)
        {
            PrintBanks(context);
        }
    }

    /// <summary>All that a dry run says.</summary>
    public async Task<int> RunDryAsync(
        ParseResult parsed, PreviewArguments arguments, SetsContext context, CancellationToken cancellation)
    {
        PrintBanks(context);
        if (!context.Output.IsJson)
        {
            var after = _entriesBefore + _changed.Values.Sum(counts => counts.Gain);
            context.Output.Line([], string.Create(
                CultureInfo.InvariantCulture,
                $"{_entriesBefore:N0} entries before, {after:N0} after. Nothing was applied."));
        }

        if (arguments.Verdicts(parsed) is { } recording)
        {
            ReplayInput.Check([recording]);
            var policy = PolicyArgument.Load(null, context.Configuration);
            var verdicts = new VerdictsPreview(policy, arguments.Last(parsed));
            await verdicts.RunAsync(recording, _before, _after, context.Error, cancellation);
            verdicts.Print(context.Output);
        }

        return ExitCodes.Done;
    }

    private void PrintBanks(SetsContext context) => context.Output.Table(
        ["bank", "added", "changed", "withdrawn", "entries after"], [.. Rows()], "No entry would change.");

    private IEnumerable<(JsonObject Json, string[] Cells)> Rows() => _changed.Select(pair =>
    {
        var (bank, counts) = pair;
        var json = new JsonObject
        {
            ["type"] = "change",
            ["bank"] = bank,
            ["added"] = counts.Added,
            ["changed"] = counts.Changed,
            ["withdrawn"] = counts.Withdrawn,
            ["entriesAfter"] = counts.After,
        };
        return (json, (string[])[bank, .. new[] { counts.Added, counts.Changed, counts.Withdrawn, counts.After }
            .Select(count => count.ToString("N0", CultureInfo.InvariantCulture))]);
    });

    /// <summary>Of one bank.</summary>
    private sealed class BankCounts(long before)
    {
        public long Added { get; private set; }

        public long Changed { get; private set; }

        public long Withdrawn { get; private set; }

        public long Gain => Added - Withdrawn;

        public long After => before + Gain;

        public void Add(DiffKind kind)
        {
            Added += kind == DiffKind.Added ? 1 : 0;
            Changed += kind == DiffKind.Changed ? 1 : 0;
            Withdrawn += kind == DiffKind.Withdrawn ? 1 : 0;
        }
    }
}
