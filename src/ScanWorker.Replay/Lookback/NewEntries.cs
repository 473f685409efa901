using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Replay.Lookback;

/// <summary>What one hash set holds that another did not. Pure.</summary>
public static class NewEntries
{
    /// <param name="before">The earlier set.</param>
    /// <param name="now">The later set.</param>
    /// <returns>Entries that could not have matched before: added, given another hash, or enabled.</returns>
    /// <remarks>
    /// Of segments that both sets are made of only those entries are looked at that a segment of the earlier set alone
    /// replaced or withdrew: after a rollback they are back. So it costs what is new and what is gone.
    /// </remarks>
    public static IEnumerable<Entry> Between(HashIndex before, HashIndex now)
    {
        var changed = SegmentsOf(now, without: before).SelectMany(KeysOf)
            .Concat(SegmentsOf(before, without: now)
                .SelectMany(segment => KeysOf(segment).Concat(WithdrawnBy(segment))));
        foreach (var key in changed.Distinct())
        {
            if (now.Find(key) is >= 0 and var ordinal && now.GetEntry(ordinal) is { } entry && IsNew(before, entry))
            {
                yield return entry;
            }
        }
    }

    private static IEnumerable<Segment> SegmentsOf(HashIndex index, HashIndex without)
    {
        var shared = new HashSet<object>(without.Segments, ReferenceEqualityComparer.Instance);
        return index.Segments.Where(segment => !shared.Contains(segment));
    }

    private static IEnumerable<EntryKey> KeysOf(Segment segment) =>
        Enumerable.Range(0, segment.EntryCount).Select(segment.GetKey);

    private static IEnumerable<EntryKey> WithdrawnBy(Segment segment) =>
        Enumerable.Range(0, segment.WithdrawalCount).Select(segment.GetWithdrawal);

    private static bool IsNew(HashIndex before, Entry entry)
    {
        if (before.Find(entry.Key) is not (>= 0 and var ordinal))
        {
            return true;
        }

        var old = before.GetEntry(ordinal);
        return old.Md5 != entry.Md5 || old.Sha1 != entry.Sha1 || old.Sha256 != entry.Sha256
            || old.Sha512 != entry.Sha512 || old.Pdq != entry.Pdq
            || !Equals(old.Vpdq, entry.Vpdq)
            || (entry.Enabled && !old.Enabled)
            || (old.DisabledUntil is not null && entry.DisabledUntil != old.DisabledUntil);
    }
}
