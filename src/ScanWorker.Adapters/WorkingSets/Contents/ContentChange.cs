using System.Collections.Immutable;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Adapters.WorkingSets.Contents;

/// <summary>What differs between two contents, entry by entry.</summary>
internal static class ContentChange
{
    // Up to there, looking entries up in the segments is quicker than making an index of them.
    private const int SingleMax = 100;

    /// <param name="before">Segments in the order in which they apply.</param>
    /// <param name="after">Likewise; those that are in both are the same objects.</param>
    /// <returns>Made while they are read: there may be millions.</returns>
    public static IEnumerable<EntryDiff> Between(ImmutableArray<Segment> before, ImmutableArray<Segment> after)
    {
        // Only entries that a segment names which the other content lacks can differ.
        var keys = before.Except(after).Concat(after.Except(before)).SelectMany(Keys).ToHashSet();
        var (was, now) = (LookupOf(before, keys.Count), LookupOf(after, keys.Count));
        return keys.Select(key => DiffOf(was(key), now(key))).OfType<EntryDiff>();
    }

    private static EntryDiff? DiffOf(Entry? before, Entry? after) => (before, after) switch
    {
        (null, null) => null,
        (null, _) => new EntryDiff(DiffKind.Added, null, after),
        (_, null) => new EntryDiff(DiffKind.Withdrawn, before, null),
        _ => HashSetDiff.IsSame(before, after) ? null : new EntryDiff(DiffKind.Changed, before, after),
    };

    private static IEnumerable<EntryKey> Keys(Segment segment) =>
        Enumerable.Range(0, segment.EntryCount).Select(segment.GetKey)
            .Concat(Enumerable.Range(0, segment.WithdrawalCount).Select(segment.GetWithdrawal));

    private static Func<EntryKey, Entry?> LookupOf(ImmutableArray<Segment> content, int lookups)
    {
        if (lookups <= SingleMax)
        {
            return new ChainSearch(content).Find;
        }

        var index = HashSetAssembler.BuildLookup(content);
        return key => index.Find(key) is >= 0 and var ordinal ? index.GetEntry(ordinal) : null;
    }
}
