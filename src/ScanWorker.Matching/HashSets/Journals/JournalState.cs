using System.Collections.Immutable;

namespace ScanWorker.Matching.HashSets.Journals;

/// <summary>
/// What a working set is after the records of its journal. Immutable; each record gives the next state.
/// </summary>
public sealed record JournalState
{
    public static JournalState Empty { get; } = new();

    /// <summary>The number of the last record.</summary>
    public long LastNumber { get; init; }

    /// <summary>What the working set holds, published or not.</summary>
    public PublishedContent Working { get; init; } = PublishedContent.Nothing;

    /// <summary>What was published last from here.</summary>
    public PublishedContent Published { get; init; } = PublishedContent.Nothing;

    /// <summary>The last version that was published from here; 0 for none.</summary>
    public long PublishedVersion { get; init; }

    /// <summary>Something was done since that is not in it.</summary>
    public bool HasUnpublished { get; init; }

    /// <summary>
    /// Entries that a person withdrew: no list brings them back, until a person does.
    /// </summary>
    public ImmutableHashSet<EntryKey> Held { get; init; } = [];

    public JournalState After(JournalRecord record)
    {
        var chain = record.Chain ?? Working.Chain;
        var working = new PublishedContent(
            record.Segment is { } added ? chain.Add(added) : chain,
            [.. BankLedger.After(record.Banks ?? Working.Banks, record.Changes ?? [], record.At)]);
        var isOfWorkingSet = record.Segment is not null || record.Chain is not null || record.Changes is not null;
        return this with
        {
            LastNumber = record.Number,
            Held = record.Action == JournalAction.Withdraw ? Held.Union(record.Entries ?? [])
                : Held.Except(record.Entries ?? []),
            Working = working,
            Published = record.Version is null ? Published : record.Published ?? working,
            PublishedVersion = record.Version ?? PublishedVersion,
            HasUnpublished = record.Version is null
                ? HasUnpublished || isOfWorkingSet
                : record.Published is not null && HasUnpublished,
        };
    }
}
