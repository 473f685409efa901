using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Matching.HashSets;

/// <summary>Finds entries by what a custodian types: a hash, an entry's id, or <c>bank/source/id</c>.</summary>
public static class EntryFinder
{
    /// <returns>The keys of all entries that are meant, sorted.</returns>
    public static IReadOnlyList<EntryKey> Find(HashIndex index, string text)
    {
        var found = new HashSet<EntryKey>();
        foreach (var hash in HashText.Meanings(text))
        {
            found.UnionWith(ByHash(index, hash));
        }

        if (found.Count == 0)
        {
            found.UnionWith(KnownKeys.Of(index).Where(key => key.EntryId == text || key.ToString() == text));
        }

        return [.. found.OrderBy(key => key.ToString(), StringComparer.Ordinal)];
    }

    private static IEnumerable<EntryKey> ByHash(HashIndex index, EntryHashes hash)
    {
        if (hash.Pdq is { } pdq)
        {
            var near = new List<NearMatch>();
            _ = index.FindNear([pdq], new int[index.Banks.Length], near, int.MaxValue);
            return near.Select(match => index.GetEntry(match.Entry).Key);
        }

        var exact = new List<ExactMatch>();
        index.FindExact(new ContentDigests(hash.Md5 ?? default, hash.Sha1 ?? default, hash.Sha256 ?? default), exact);
        return exact.Select(match => index.GetEntry(match.Entry))
            .Where(entry => Holds(entry, hash)).Select(entry => entry.Key);
    }

    // The two digests that were not given are zero in the query, and a list may hold even that.
    private static bool Holds(Entry entry, EntryHashes hash) =>
        hash.Md5 is { } md5 ? entry.Md5 == md5 : hash.Sha1 is { } sha1 ? entry.Sha1 == sha1
            : entry.Sha256 == hash.Sha256;
}
