using System.Collections.Immutable;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Changes of a few entries, and what looks like a change and is none.</summary>
internal sealed class WorkingSetEdits(WorkingSet workingSet)
{
    /// <summary>Everything that the working set holds, published or not.</summary>
    /// <exception cref="WorkingSetException">A segment is missing or damaged.</exception>
    public HashIndex ReadIndex() =>
        HashSetAssembler.BuildLookup(workingSet.State.Working.Chain.Select(workingSet.ReadSegment));

    /// <summary>
    /// For looking up single entries of the working set: it opens segments without reading them through.
    /// </summary>
    /// <exception cref="WorkingSetException">A segment is missing, cut or no segment.</exception>
    public ChainSearch OpenSearch() => new([.. workingSet.State.Working.Chain.Select(workingSet.OpenSegment)]);

    /// <summary>Everything that a version holds.</summary>
    /// <exception cref="WorkingSetException">No such version was published from here, or a segment is missing or
    /// damaged.</exception>
    public HashIndex ReadIndex(long version)
    {
        var manifest = workingSet.ReadVersion(version)?.Manifest
            ?? throw new WorkingSetException($"Version {version} was not published from this working set.");
        return HashSetAssembler.BuildLookup(manifest.Segments.Select(workingSet.ReadSegment));
    }

    /// <summary>Adds entries, or replaces those with the same keys.</summary>
    public JournalRecord Add(IReadOnlyList<Entry> entries, ChainSearch known, string by, string? why) =>
        Apply(Adding(entries, known, by, why));

    /// <summary>Takes entries away, and holds them back from the lists that still name them.</summary>
    public JournalRecord Withdraw(IReadOnlyList<EntryKey> keys, string by, string? why) =>
        Apply(Withdrawing(keys, by, why));

    /// <summary>What <see cref="Add"/> would do.</summary>
    public static PendingEdit Adding(IReadOnlyList<Entry> entries, ChainSearch known, string by, string? why)
    {
        var builder = new SegmentBuilder();
        foreach (var entry in entries)
        {
            builder.Add(entry);
        }

        var changes = entries.GroupBy(entry => (entry.Bank, entry.Source)).Select(group => new BankChange(
            group.Key.Bank,
            group.Key.Source,
            group.Count(entry => known.Find(entry.Key) is null),
            group.Count(entry => known.Find(entry.Key) is not null),
            0,
            IsFed: false));
        return new PendingEdit(
            builder.Build(),
            [.. changes],
            new JournalRecord(0, default, by, JournalAction.Add)
            {
                Why = why,
                Entries = [.. entries.Select(entry => entry.Key)],
            });
    }

    /// <summary>What <see cref="Withdraw"/> would do.</summary>
    public static PendingEdit Withdrawing(IReadOnlyList<EntryKey> keys, string by, string? why)
    {
        var builder = new SegmentBuilder();
        foreach (var key in keys)
        {
            builder.Withdraw(key);
        }

        var changes = keys.GroupBy(key => (key.Bank, key.Source))
            .Select(group => new BankChange(group.Key.Bank, group.Key.Source, 0, 0, group.Count(), IsFed: false));
        return new PendingEdit(
            builder.Build(),
            [.. changes],
            new JournalRecord(0, default, by, JournalAction.Withdraw) { Why = why, Entries = [.. keys] });
    }

    /// <summary>Puts an edit into the working set.</summary>
    public JournalRecord Apply(PendingEdit edit) => workingSet.Append(edit.Record with
    {
        Segment = workingSet.AddSegment(edit.Segment),
        Changes = edit.Changes,
    });

    /// <summary>Folds the chain into one new base with the same entries.</summary>
    /// <returns>Null when it is one already.</returns>
    public JournalRecord? Compact(string by, string? why)
    {
        if (workingSet.State.Working.Chain is [] or [{ Withdrawals: 0 }])
        {
            return null;
        }

        var builder = new SegmentBuilder();
        foreach (var entry in HashSetDiff.Entries(ReadIndex()))
        {
            builder.Add(entry);
        }

        ImmutableArray<SegmentFacts> chain = builder.EntryCount == 0 ? [] : [workingSet.AddSegment(builder.Build())];
        return workingSet.Append(new JournalRecord(0, default, by, JournalAction.Compact) { Why = why, Chain = chain });
    }
}
