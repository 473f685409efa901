using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;

namespace ScanWorker.Matching.Publishing;

/// <summary>What differs between two versions of a hash set.</summary>
public static class HashSetDiff
{
    /// <returns>Entries that were added or changed in the later version's order, then those that were
    /// withdrawn.</returns>
    public static IEnumerable<EntryDiff> Between(HashIndex before, HashIndex after)
    {
        foreach (var entry in Entries(after))
        {
            var known = before.Find(entry.Key);
            if (known < 0)
            {
                yield return new EntryDiff(DiffKind.Added, null, entry);
            }
            else if (before.GetEntry(known) is var old && !IsSame(old, entry))
            {
                yield return new EntryDiff(DiffKind.Changed, old, entry);
            }
        }

        foreach (var key in KnownKeys.Of(before))
        {
            if (after.Find(key) < 0)
            {
                yield return new EntryDiff(DiffKind.Withdrawn, before.GetEntry(before.Find(key)), null);
            }
        }
    }

    /// <summary>All live entries, in the order of the segments.</summary>
    public static IEnumerable<Entry> Entries(HashIndex index) =>
        Enumerable.Range(0, index.OrdinalsEnd).Where(index.IsEntry).Select(index.GetEntry);

    /// <summary>Whether two entries say the same in everything.</summary>
    public static bool IsSame(Entry one, Entry other) =>
        one with { Labels = other.Labels } == other && one.Labels.AsSpan().SequenceEqual(other.Labels.AsSpan());
}

/// <summary>An entry that differs between two versions.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Before">As it was; null of an added one.</param>
/// <param name="After">As it is; null of a withdrawn one.</param>
public sealed record EntryDiff(DiffKind Kind, Entry? Before, Entry? After)
{
    public EntryKey Key =>
        (After ?? Before)?.Key ?? throw new InvalidOperationException("A difference is of an entry.");
}

/// <summary>What became of an entry between two versions.</summary>
public enum DiffKind
{
    Added,
    Changed,
    Withdrawn,
}
