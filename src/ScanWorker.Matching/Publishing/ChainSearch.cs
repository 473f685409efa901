using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Publishing;

/// <summary>Looks single entries up in a chain of segments by reading their columns: no tables are built, and a million
/// rows take some milliseconds.</summary>
/// <param name="chain">In the order in which they apply.</param>
public sealed class ChainSearch(IReadOnlyList<Segment> chain)
{
    /// <summary>The entry with this key, or null: not there, or withdrawn since.</summary>
    public Entry? Find(EntryKey key)
    {
        var hash = KeyHash.Of(in key);
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            if (RowOf(chain[i], key, hash) is >= 0 and var row)
            {
                return chain[i].GetEntry(row);
            }

            if (Withdraws(chain[i], key))
            {
                return null;
            }
        }

        return null;
    }

    /// <summary>The keys of live entries that a custodian means by what he types.</summary>
    /// <param name="text">A hash as <see cref="HashText"/> reads it, an entry's id, or <c>bank/source/id</c>.</param>
    /// <returns>Sorted, each once.</returns>
    public IReadOnlyList<EntryKey> Find(string text)
    {
        var hashes = HashText.Meanings(text);
        var found = hashes.SelectMany(hash => chain.SelectMany(segment => ByHash(segment, hash))).ToHashSet();
        if (found.Count == 0)
        {
            found.UnionWith(chain.SelectMany(Keys).Where(key => key.EntryId == text || key.ToString() == text));
        }

        var live = found.Where(key =>
            Find(key) is { } entry && (hashes.Count == 0 || hashes.Any(hash => Holds(entry, hash))
            || entry.EntryId == text || key.ToString() == text));
        return [.. live.OrderBy(key => key.ToString(), StringComparer.Ordinal)];
    }

    private static int RowOf(Segment segment, EntryKey key, ulong hash)
    {
        for (var row = 0; row < segment.EntryCount; row++)
        {
            if (segment.KeyHashOf(row) == hash && segment.GetKey(row) == key)
            {
                return row;
            }
        }

        return -1;
    }

    private static bool Withdraws(Segment segment, EntryKey key) =>
        Enumerable.Range(0, segment.WithdrawalCount).Any(row => segment.GetWithdrawal(row) == key);

    private static IEnumerable<EntryKey> Keys(Segment segment) =>
        Enumerable.Range(0, segment.EntryCount).Select(segment.GetKey);

    private static List<EntryKey> ByHash(Segment segment, EntryHashes hash) =>
        hash.Md5 is { } md5 ? Rows(segment, segment.Md5, md5)
        : hash.Sha1 is { } sha1 ? Rows(segment, segment.Sha1, sha1)
        : hash.Sha256 is { } sha256 ? Rows(segment, segment.Sha256, sha256)
        : hash.Sha512 is { } sha512 ? Rows(segment, segment.Sha512, sha512)
        : hash.Pdq is { } pdq ? Rows(segment, segment.Pdq, pdq) : [];

    private static List<EntryKey> Rows<T>(Segment segment, HashColumn<T> column, T wanted) where T
        : unmanaged, IEquatable<T>
    {
        var keys = new List<EntryKey>();
        for (var row = 0; row < column.Hashes.Count; row++)
        {
            if (column.Hashes[row].Equals(wanted))
            {
                keys.Add(segment.GetKey(column.EntryOf(row)));
            }
        }

        GC.KeepAlive(segment);
        return keys;
    }

    private static bool Holds(Entry entry, EntryHashes hash) =>
        hash.Md5 is { } md5 ? entry.Md5 == md5
        : hash.Sha1 is { } sha1 ? entry.Sha1 == sha1
        : hash.Sha256 is { } sha256 ? entry.Sha256 == sha256
        : hash.Sha512 is { } sha512 ? entry.Sha512 == sha512 : entry.Pdq == hash.Pdq;
}
