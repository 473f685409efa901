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

    /// <summary>Those of some entries that are there; it reads each segment once, however many they are.</summary>
    public IReadOnlyDictionary<EntryKey, Entry> Find(IReadOnlyCollection<EntryKey> keys)
    {
        var (open, found) = (keys.ToHashSet(), new Dictionary<EntryKey, Entry>());
        var hashes = open.Select(key => KeyHash.Of(in key)).ToHashSet();
        for (var i = chain.Count - 1; i >= 0 && open.Count > 0; i--)
        {
            for (var row = 0; row < chain[i].EntryCount; row++)
            {
                if (hashes.Contains(chain[i].KeyHashOf(row)) && chain[i].GetKey(row) is var key && open.Remove(key))
                {
                    found.Add(key, chain[i].GetEntry(row));
                }
            }

            open.ExceptWith(Enumerable.Range(0, chain[i].WithdrawalCount).Select(chain[i].GetWithdrawal));
        }

        return found;
    }

    /// <summary>The keys of live entries that a custodian means by what he types.</summary>
    /// <param name="text">A hash as <see cref="HashText"/> reads it, an entry's id, or <c>bank/source/id</c>.</param>
    /// <returns>Sorted, each once.</returns>
    public IReadOnlyList<EntryKey> Find(string text)
    {
        var hashes = HashText.Meanings(text);
        var found = hashes.SelectMany(EverHeld).ToHashSet();
        if (found.Count == 0)
        {
            found.UnionWith(chain.SelectMany(Keys).Where(key => key.EntryId == text || key.ToString() == text));
        }

        var live = found.Where(key =>
            Find(key) is { } entry && (hashes.Count == 0 || hashes.Any(hash => Holds(entry, hash))
            || entry.EntryId == text || key.ToString() == text));
        return [.. live.OrderBy(key => key.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>The keys of entries, live or not, that hold a hash in one of the segments.</summary>
    public IEnumerable<EntryKey> EverHeld(EntryHashes hash) =>
        chain.SelectMany(segment => ByHash(segment, hash)).Distinct();

    /// <summary>
    /// The keys of entries, live or not, that one of the segments lists or withdraws, by <c>id</c>, <c>bank/id</c> or
    /// <c>bank/source/id</c>.
    /// </summary>
    public IEnumerable<EntryKey> EverNamed(string name) =>
        chain.SelectMany(segment => Keys(segment).Concat(Withdrawals(segment)))
            .Where(key => key.EntryId == name || key.ToString() == name || $"{key.Bank}/{key.EntryId}" == name)
            .Distinct();

    /// <returns>True: the segment holds the entry; false: it withdraws it; null: it says nothing of it.</returns>
    public static bool? Lists(Segment segment, EntryKey key) =>
        RowOf(segment, key, KeyHash.Of(in key)) >= 0 ? true : Withdraws(segment, key) ? false : null;

    /// <summary>Whether an entry has that hash, of the one kind that is given.</summary>
    public static bool Holds(Entry entry, EntryHashes hash) =>
        hash.Md5 is { } md5 ? entry.Md5 == md5
        : hash.Sha1 is { } sha1 ? entry.Sha1 == sha1
        : hash.Sha256 is { } sha256 ? entry.Sha256 == sha256
        : hash.Sha512 is { } sha512 ? entry.Sha512 == sha512
        : hash.Vpdq is { } video ? video.Equals(entry.Vpdq) : entry.Pdq == hash.Pdq;

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
        Withdrawals(segment).Contains(key);

    private static IEnumerable<EntryKey> Withdrawals(Segment segment) =>
        Enumerable.Range(0, segment.WithdrawalCount).Select(segment.GetWithdrawal);

    private static IEnumerable<EntryKey> Keys(Segment segment) =>
        Enumerable.Range(0, segment.EntryCount).Select(segment.GetKey);

    private static List<EntryKey> ByHash(Segment segment, EntryHashes hash) =>
        hash.Md5 is { } md5 ? Rows(segment, segment.Md5, md5)
        : hash.Sha1 is { } sha1 ? Rows(segment, segment.Sha1, sha1)
        : hash.Sha256 is { } sha256 ? Rows(segment, segment.Sha256, sha256)
        : hash.Sha512 is { } sha512 ? Rows(segment, segment.Sha512, sha512)
        : hash.Pdq is { } pdq ? Rows(segment, segment.Pdq, pdq)
        : hash.Vpdq is { Count: > 0 } video ? Videos(segment, video) : [];

    private static List<EntryKey> Videos(Segment segment, VideoFrames wanted)
    {
        var keys = new List<EntryKey>();
        for (var row = 0; row < segment.Frames.Hashes.Count; row++)
        {
            if (segment.Frames.Hashes[row] == wanted.Hashes[0]
                && segment.Frames.EntryOf(row) is var entry && wanted.Equals(segment.Frames.Find(entry)))
            {
                keys.Add(segment.GetKey(entry));
            }
        }

        GC.KeepAlive(segment);
        return keys;
    }

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
}
