using System.Collections.Immutable;

namespace ScanWorker.Matching.HashSets.Journals;

/// <summary>What a working set is after the records of its journal. Immutable; each record gives the next state.</summary>
public sealed record JournalState
{
    public static JournalState Empty { get; } = new();

    /// <summary>The number of the last record.</summary>
    public long LastNumber { get; init; }

    /// <summary>The segments that make up the working set, in the order in which they apply.</summary>
    public ImmutableArray<SegmentFacts> Chain { get; init; } = [];

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, BankFacts> Banks { get; init; } =
        ImmutableSortedDictionary.Create<string, BankFacts>(StringComparer.Ordinal);

    /// <summary>The last version that was published from here; 0 for none.</summary>
    public long PublishedVersion { get; init; }

    /// <summary>Something was changed since.</summary>
    public bool HasUnpublished { get; init; }

    public JournalState After(JournalRecord record)
    {
        var chain = record.Chain ?? Chain;
        var banks = record.Banks is { } replaced
            ? replaced.ToImmutableSortedDictionary(bank => bank.Name, bank => bank, StringComparer.Ordinal)
            : Banks;
        foreach (var change in record.Changes ?? [])
        {
            var bank = banks.TryGetValue(change.Bank, out var known) ? known : new BankFacts(change.Bank, 0, []);
            banks = banks.SetItem(change.Bank, Changed(bank, change, record.At));
        }

        return this with
        {
            LastNumber = record.Number,
            Chain = record.Segment is { } added ? chain.Add(added) : chain,
            Banks = banks,
            PublishedVersion = record.Version ?? PublishedVersion,
            HasUnpublished = record.Version is null,
        };
    }

    private static BankFacts Changed(BankFacts bank, BankChange change, DateTimeOffset at)
    {
        var sources = bank.Sources;
        if (change.IsFed)
        {
            var fed = new SourceFacts(change.Source, at);
            sources = [.. sources.Where(source => source.Name != change.Source).Append(fed).OrderBy(source => source.Name, StringComparer.Ordinal)];
        }

        return bank with { Entries = bank.Entries + change.Added - change.Withdrawn, Sources = sources };
    }
}
