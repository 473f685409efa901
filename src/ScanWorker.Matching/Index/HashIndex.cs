using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index.Videos;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>
/// All known hashes of one hash-set version. Immutable, safe for any number of readers, exact: no match is missed.
/// </summary>
/// <remarks>
/// Made of segments: a base, then deltas, each with its own search tables. A delta adds a layer and marks what it
/// replaces or withdraws below; nothing is rebuilt. An empty index is legal: <see cref="EntryCount"/> is 0 and nothing
/// matches. Entries that are disabled match here like others; whether they count is the policy's to say.
/// </remarks>
public sealed class HashIndex
{
    private readonly ImmutableArray<Layer> _layers;
    private readonly SectionFile? _file; // That the index was opened from.

    private HashIndex(IReadOnlyCollection<Layer> layers, SectionFile? file = null)
    {
        _file = file;
        var banks = layers.SelectMany(layer => layer.LiveBanks).Distinct(StringComparer.Ordinal);
        Banks = [.. banks.Order(StringComparer.Ordinal)];
        var (placed, ordinal) = (ImmutableArray.CreateBuilder<Layer>(layers.Count), 0);
        foreach (var layer in layers)
        {
            placed.Add(layer.In(Banks, ordinal));
            ordinal = layer.Segment.EntryCount <= int.MaxValue - ordinal
                ? ordinal + layer.Segment.EntryCount
                : throw new SegmentException($"An index holds at most {int.MaxValue} entries.");
        }

        _layers = placed.MoveToImmutable();
        EntryCount = layers.Sum(layer => layer.LiveCount);
        OrdinalsEnd = ordinal;
        HoldsSha512 = layers.Any(layer => layer.HoldsSha512);
        HoldsVideos = layers.Any(layer => layer.HoldsVideos);
    }

    /// <summary>The index without any entry.</summary>
    public static HashIndex Empty { get; } = new([]);

    /// <summary>Names of banks that have entries, sorted; a match's <c>Bank</c> is a position here.</summary>
    public ImmutableArray<string> Banks { get; }

    /// <summary>Entries that can match: what was replaced or withdrawn does not count.</summary>
    public int EntryCount { get; }

    /// <summary>Whether an entry that can match has a SHA-512: only then is it worth taking of a content.</summary>
    public bool HoldsSha512 { get; }

    /// <summary>Whether an entry that can match has frames of a video.</summary>
    public bool HoldsVideos { get; }

    /// <summary>
    /// All ordinals are below. With deltas some numbers below are no entry's: see <see cref="IsEntry"/>.
    /// </summary>
    public int OrdinalsEnd { get; }

    /// <summary>The segments that the index is made of, the base first.</summary>
    public IEnumerable<Segment> Segments => _layers.Select(layer => layer.Segment);

    /// <summary>Builds from entries; of entries with the same bank, source and entry id the last counts.</summary>
    public static HashIndex Build(IEnumerable<Entry> entries)
    {
        var builder = new SegmentBuilder();
        foreach (var entry in entries)
        {
            builder.Add(entry);
        }

        return Build([builder.Build()]);
    }

    /// <summary>Builds on all cores from a base and its deltas, oldest first.</summary>
    /// <exception cref="SegmentException">A segment is altered.</exception>
    public static HashIndex Build(IReadOnlyList<Segment> baseAndDeltas) =>
        baseAndDeltas.Aggregate(Empty, (index, segment) => index.WithDelta(segment));

    /// <summary>
    /// The index after one more segment. Costs about what the segment is large; shares everything else with this one.
    /// </summary>
    /// <exception cref="SegmentException">The segment is altered, or there are more than 2^31 entries in
    /// all.</exception>
    public HashIndex WithDelta(Segment delta) => WithDelta(delta, NearTables.WorthItFromRows);

    /// <summary>
    /// Maps a snapshot that <see cref="Save(string)"/> wrote; several processes that open it share its pages.
    /// </summary>
    /// <remarks>
    /// Takes milliseconds whatever the size, since it reads and checks the frame only: lengths, places, and that all
    /// parts fit. After that a search can neither read outside of the file nor crash, whatever the rest holds, but only
    /// <see cref="Verify"/> tells that it holds what was saved. The file must not be changed in place while it is
    /// mapped; replacing or deleting it is safe. It is unmapped when the last index over it has been collected.
    /// </remarks>
    /// <exception cref="SegmentException">Cut, altered in its frame, foreign or of another version; says
    /// which.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static HashIndex Open(string path) => Open(SnapshotFile.Open(path));

    /// <summary>
    /// As <see cref="Open(string)"/>, over bytes in memory, which are not copied and must not change from now on.
    /// </summary>
    /// <exception cref="SegmentException">Cut, altered in its frame, foreign or of another version; says
    /// which.</exception>
    public static HashIndex Open(ReadOnlyMemory<byte> snapshot) => Open(SnapshotFile.Open(ByteRegion.Pin(snapshot)));

    /// <summary>
    /// Writes the index with its search tables, so that <see cref="Open(string)"/> has nothing to build. Replaces the
    /// file at once or not at all.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; one that was there is still there.</exception>
    public void Save(string path) => SnapshotFile.Write(path, _layers);

    /// <summary>Writes what <see cref="Save(string)"/> writes, from the stream's position on.</summary>
    public void Save(Stream destination) => SnapshotFile.Write(destination, _layers);

    /// <summary>
    /// Reads every byte of the file that the index was opened from, on all cores, and checks it against its checksum.
    /// </summary>
    /// <remarks>About 0.5 s a GB and core. Of an index with deltas since, it checks what lies in the file.</remarks>
    /// <exception cref="SegmentException">A section is altered; names it.</exception>
    public void Verify() => _file?.Verify();

    /// <summary>Whether an entry has this ordinal, and has been neither replaced nor withdrawn.</summary>
    public bool IsEntry(int ordinal) => (uint)ordinal < (uint)OrdinalsEnd && LayerOf(ordinal) is var layer
        && layer.IsLive(ordinal - layer.FirstOrdinal);

    /// <exception cref="ArgumentOutOfRangeException">No such ordinal.</exception>
    /// <exception cref="SegmentException">The file that the index was opened from is altered where the entry
    /// lies.</exception>
    public Entry GetEntry(int ordinal)
    {
        if (!IsEntry(ordinal))
        {
            throw new ArgumentOutOfRangeException(nameof(ordinal), ordinal, "No entry of the index has this ordinal.");
        }

        var layer = LayerOf(ordinal);
        return layer.Segment.GetEntry(ordinal - layer.FirstOrdinal);
    }

    /// <summary>The ordinal of the entry with this key, or -1.</summary>
    public int Find(EntryKey key)
    {
        foreach (var layer in _layers)
        {
            if (layer.Find(in key) is >= 0 and var entry)
            {
                return layer.FirstOrdinal + entry;
            }
        }

        return -1;
    }

    /// <summary>
    /// Adds every entry that holds one of <paramref name="digests"/> to <paramref name="matches"/>, by ascending
    /// ordinal.
    /// </summary>
    public void FindExact(in ContentDigests digests, List<ExactMatch> matches)
    {
        foreach (var layer in _layers)
        {
            layer.FindExact(in digests, matches);
        }
    }

    /// <summary>
    /// Adds every entry within its bank's radius of one of <paramref name="queries"/> to <paramref name="matches"/>,
    /// once.
    /// </summary>
    /// <param name="queries">One hash, or the hashes of several transforms, indexed by
    /// <see cref="DihedralTransform"/>.</param>
    /// <param name="radiusByBank">Radius in bits (0-256) by position in <see cref="Banks"/>; -1 leaves the bank
    /// out.</param>
    /// <param name="matches">Receives matches by ascending distance, then ordinal.</param>
    /// <param name="matchesMax">
    /// Where more match, so many are added of those that have bank and <see cref="EntryTraits"/> in common: the
    /// nearest. What decides otherwise is never hidden by what is nearer. 0: they are only counted.
    /// </param>
    /// <returns>How many entries match in all.</returns>
    /// <exception cref="ArgumentException"><paramref name="radiusByBank"/> has not one radius for each
    /// bank.</exception>
    public int FindNear(
        ReadOnlySpan<Hash256> queries, ReadOnlySpan<int> radiusByBank, List<NearMatch> matches, int matchesMax = 1000)
    {
        CheckRadii(radiusByBank);
        ArgumentOutOfRangeException.ThrowIfNegative(matchesMax);
        var found = MatchSet.Rent();
        foreach (var layer in _layers)
        {
            layer.FindNear(queries, radiusByBank, found);
        }

        found.CopyNearest(matches, matchesMax, match => (match.Bank, TraitsOf(match.Entry)));
        return found.Count;
    }

    /// <summary>Adds every entry of whose frames, and of the query's, enough match by its bank's rule.</summary>
    /// <param name="query">The video that is looked for.</param>
    /// <param name="ruleByBank">By position in <see cref="Banks"/>.</param>
    /// <param name="matches">Receives matches by ascending distance, then ordinal.</param>
    /// <param name="work">When it gives up; null: at <see cref="SearchWork.Max"/>.</param>
    /// <returns>
    /// False: it gave up, as too many frames are near too many others. What was found matches, by at least the shares
    /// that are given; others may match too. The same search gives up at the same place everywhere.
    /// </returns>
    /// <exception cref="ArgumentException">There is not one rule for each bank.</exception>
    public bool FindVideos(
        VideoQuery query, ReadOnlySpan<VideoRule> ruleByBank, List<VideoMatch> matches, SearchWork? work = null)
    {
        if (ruleByBank.Length != Banks.Length)
        {
            throw new ArgumentException("Each bank needs a rule.", nameof(ruleByBank));
        }

        work ??= new SearchWork();
        var (first, rules) = (matches.Count, ruleByBank.ToArray());
        var search = new VideoSearch(query, rules, work);
        foreach (var layer in _layers)
        {
            layer.FindVideos(search, rules, matches);
        }

        matches.Sort(first, matches.Count - first, VideoMatch.NearestFirst);
        return !work.IsSpent;
    }

    /// <summary>As <see cref="WithDelta(Segment)"/>, with near tables if the delta has so many PDQ hashes.</summary>
    internal HashIndex WithDelta(Segment delta, int nearTablesFromRows) =>
        new([.. Without(delta), Layer.Build(delta, nearTablesFromRows)], _file);

    /// <summary>The PDQ hash of each entry that can match and whose bank has a radius, with its bank.</summary>
    internal List<(Hash256 Hash, int Bank)> HashesWithin(ReadOnlySpan<int> radiusByBank)
    {
        var hashes = new List<(Hash256 Hash, int Bank)>();
        foreach (var layer in _layers)
        {
            layer.AddHashes(radiusByBank, hashes);
        }

        return hashes;
    }

    /// <exception cref="ArgumentException">There is not one radius for each bank.</exception>
    internal void CheckRadii(ReadOnlySpan<int> radiusByBank)
    {
        if (radiusByBank.Length != Banks.Length || radiusByBank.ContainsAnyExceptInRange(-1, Hash256.SizeBits))
        {
            throw new ArgumentException("Each bank needs a radius from -1 to 256.", nameof(radiusByBank));
        }
    }

    private static HashIndex Open(SectionFile file) => new(SnapshotFile.LayersOf(file), file);

    private IEnumerable<Layer> Without(Segment delta)
    {
        EntryKey[] keys =
        [
            .. Enumerable.Range(0, delta.EntryCount).Select(delta.GetKey),
            .. Enumerable.Range(0, delta.WithdrawalCount).Select(delta.GetWithdrawal),
        ];
        return _layers.Select(layer => layer.Without(keys));
    }

    private EntryTraits TraitsOf(int ordinal)
    {
        var layer = LayerOf(ordinal);
        return layer.Segment.TraitsOf(ordinal - layer.FirstOrdinal);
    }

    private Layer LayerOf(int ordinal)
    {
        var layer = _layers.Length - 1;
        while (_layers[layer].FirstOrdinal > ordinal)
        {
            layer--;
        }

        return _layers[layer];
    }
}

/// <summary>An entry that holds at least one digest of the queried content.</summary>
/// <param name="Entry">Ordinal for <see cref="HashIndex.GetEntry"/>.</param>
/// <param name="Bank">Position in <see cref="HashIndex.Banks"/>.</param>
/// <param name="Agreeing">The digests that are equal.</param>
public readonly record struct ExactMatch(int Entry, int Bank, DigestKinds Agreeing);

/// <summary>An entry whose perceptual hash lies within its bank's distance of the query.</summary>
/// <param name="Entry">Ordinal for <see cref="HashIndex.GetEntry"/>.</param>
/// <param name="Bank">Position in <see cref="HashIndex.Banks"/>.</param>
/// <param name="Distance">Hamming distance in bits, the smallest over all queried transforms.</param>
/// <param name="Transform">The transform of the query that gave it; of several equal ones the first.</param>
public readonly record struct NearMatch(int Entry, int Bank, int Distance, DihedralTransform Transform);
