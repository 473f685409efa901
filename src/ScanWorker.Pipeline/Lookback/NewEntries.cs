using ScanWorker.Matching;
using ScanWorker.Matching.HashSets;

namespace ScanWorker.Pipeline.Lookback;

/// <summary>What one hash set holds that another did not. Pure.</summary>
public static class NewEntries
{
    /// <param name="before">The earlier set.</param>
    /// <param name="now">The later set.</param>
    /// <returns>Entries that could not have matched before: added, given another hash, or enabled.</returns>
    /// <remarks>Segments that both sets are made of are not looked at, so it costs what is new.</remarks>
    public static IEnumerable<Entry> Between(HashIndex before, HashIndex now)
    {
        var shared = new HashSet<object>(before.Segments, ReferenceEqualityComparer.Instance);
        foreach (var segment in now.Segments.Where(segment => !shared.Contains(segment)))
        {
            for (var position = 0; position < segment.EntryCount; position++)
            {
                var ordinal = now.Find(segment.GetKey(position));
                if (ordinal >= 0 && now.GetEntry(ordinal) is { } entry && IsNew(before, entry))
                {
                    yield return entry;
                }
            }
        }
    }

    private static bool IsNew(HashIndex before, Entry entry)
    {
        if (before.Find(entry.Key) is not (>= 0 and var ordinal))
        {
            return true;
        }

        var old = before.GetEntry(ordinal);
        return old.Md5 != entry.Md5 || old.Sha1 != entry.Sha1 || old.Sha256 != entry.Sha256 || old.Pdq != entry.Pdq
            || (entry.Enabled && !old.Enabled);
    }
}
