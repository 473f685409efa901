using System.Numerics;
using System.Runtime.InteropServices;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>
/// Finds the rows of one segment that hold a digest, and the row of an entry key, each in constant time.
/// </summary>
internal sealed class ExactTables
{
    private readonly Segment _segment;
    private readonly BucketTable _md5;
    private readonly BucketTable _sha1;
    private readonly BucketTable _sha256;
    private readonly BucketTable _keys;
    private readonly BucketTable? _sha512; // Null where no entry has one.

    /// <exception cref="SegmentException">The sections do not fit the segment.</exception>
    internal ExactTables(IReadOnlyList<Section> sections, Segment segment)
    {
        (_segment, Sections) = (segment, sections);
        _md5 = new BucketTable(sections[0], sections[1], segment.Md5.Hashes.Count);
        _sha1 = new BucketTable(sections[2], sections[3], segment.Sha1.Hashes.Count);
        _sha256 = new BucketTable(sections[4], sections[5], segment.Sha256.Hashes.Count);
        _keys = new BucketTable(sections[6], sections[7], segment.EntryCount);
        _sha512 = segment.Sha512.Hashes.Count == 0
            ? null
            : new BucketTable(sections[8], sections[9], segment.Sha512.Hashes.Count);
    }

    /// <summary>The kinds of a segment's sections, in their order.</summary>
    internal static IReadOnlyList<SectionKind> KindsOf(Segment segment) =>
        segment.Sha512.Hashes.Count == 0 ? Kinds : [.. Kinds, SectionKind.Sha512Starts, SectionKind.Sha512Starts + 1];

    private static IReadOnlyList<SectionKind> Kinds { get; } =
    [
        SectionKind.Md5Starts, SectionKind.Md5Starts + 1, SectionKind.Sha1Starts, SectionKind.Sha1Starts + 1,
        SectionKind.Sha256Starts, SectionKind.Sha256Starts + 1, SectionKind.KeyStarts, SectionKind.KeyStarts + 1,
    ];

    internal IReadOnlyList<Section> Sections { get; }

    internal static ExactTables Build(Segment segment)
    {
        var sections = new Section[KindsOf(segment).Count];
        Parallel.Invoke(
            () => (sections[0], sections[1]) = Build(SectionKind.Md5Starts, segment.Md5.Hashes),
            () => (sections[2], sections[3]) = Build(SectionKind.Sha1Starts, segment.Sha1.Hashes),
            () => (sections[4], sections[5]) = Build(SectionKind.Sha256Starts, segment.Sha256.Hashes),
            () => (sections[6], sections[7]) = BuildKeys(segment));
        if (segment.Sha512.Hashes.Count > 0)
        {
            (sections[8], sections[9]) = Build(SectionKind.Sha512Starts, segment.Sha512.Hashes);
        }

        return new ExactTables(sections, segment);
    }

    /// <summary>
    /// Adds each entry that holds one of <paramref name="digests"/>, once for each kind that it holds.
    /// </summary>
    internal void Find(in ContentDigests digests, List<(int Entry, DigestKinds Kind)> found)
    {
        Find(_md5, _segment.Md5, digests.Md5, DigestKinds.Md5, found);
        Find(_sha1, _segment.Sha1, digests.Sha1, DigestKinds.Sha1, found);
        Find(_sha256, _segment.Sha256, digests.Sha256, DigestKinds.Sha256, found);
        if (_sha512 is { } table && digests.Sha512 is { } sha512)
        {
            Find(table, _segment.Sha512, sha512, DigestKinds.Sha512, found);
        }
    }

    /// <summary>The entry with this key, or -1.</summary>
    internal int FindKey(in EntryKey key)
    {
        var (hash, layout) = (TableKeyOf(KeyHash.Of(key)), _keys.Layout);
        foreach (var record in _keys.Bucket(layout.BucketOf(hash)))
        {
            var entry = (int)(record & layout.RowMask);
            if ((record & ~layout.RowMask) == layout.SignatureOf(hash) && _segment.KeyOf(entry) == key)
            {
                return entry;
            }
        }

        return -1;
    }

    private static void Find<T>(
        in BucketTable table,
        in HashColumn<T> column,
        T digest,
        DigestKinds kind,
        List<(int Entry, DigestKinds Kind)> found)
        where T : unmanaged, IEquatable<T>
    {
        var (key, layout) = (TableKeyOf(in digest), table.Layout);
        foreach (var record in table.Bucket(layout.BucketOf(key)))
        {
            var row = (int)(record & layout.RowMask);
            if ((record & ~layout.RowMask) == layout.SignatureOf(key) && column.Hashes[row].Equals(digest))
            {
                found.Add((column.EntryOf(row), kind));
            }
        }
    }

    private static uint TableKeyOf(ulong hash) => (uint)(hash >> 32);

    // Hashed again, since anybody may contribute digests that agree in their first bits.
    private static uint TableKeyOf<T>(in T digest)
        where T : unmanaged =>
        TableKeyOf(KeyHash.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in digest))));

    private static (Section Starts, Section Records) Build<T>(SectionKind kind, Column<T> digests)
        where T : unmanaged
    {
        var keys = new uint[digests.Count];
        for (var row = 0; row < keys.Length; row++)
        {
            keys[row] = TableKeyOf(in digests[row]);
        }

        return BucketTableBuilder.Build(kind, BucketBitsFor(keys.Length), keys);
    }

    private static (Section Starts, Section Records) BuildKeys(Segment segment)
    {
        var keys = new uint[segment.EntryCount];
        for (var entry = 0; entry < keys.Length; entry++)
        {
            keys[entry] = TableKeyOf(segment.KeyHashOf(entry));
        }

        return BucketTableBuilder.Build(SectionKind.KeyStarts, BucketBitsFor(keys.Length), keys);
    }

    private static int BucketBitsFor(int rows) =>
        Math.Clamp(BitOperations.Log2((uint)Math.Max(1, rows)) - 1, 0, BucketTable.BucketBitsMax);
}
