using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index.Videos;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>
/// One segment of an index with its search tables, and which of its entries later segments have replaced or withdrawn.
/// </summary>
/// <remarks>Immutable. Layers of different indexes share segment and tables; what differs is small.</remarks>
internal sealed class Layer
{
    [ThreadStatic]
    private static List<(int Entry, DigestKinds Kind)>? _foundOfThread;

    private readonly ulong[]? _dead; // A bit per entry; null when all live.
    private readonly int[] _liveByBank; // By the segment's own banks.
    private readonly ExactTables _exact;
    private readonly NearTables? _near;
    private readonly NearTables? _frames; // Over the frames of videos.
    private readonly int[] _bankNumbers; // The segment's banks in the index's list.

    private Layer(
        Segment segment, ExactTables exact, NearTables? near, NearTables? frames, ulong[]? dead, int[] liveByBank)
    {
        (Segment, _exact, _near, _frames) = (segment, exact, near, frames);
        (_dead, _liveByBank, _bankNumbers) = (dead, liveByBank, []);
    }

    private Layer(Layer same, int[] bankNumbers, int firstOrdinal)
        : this(same.Segment, same._exact, same._near, same._frames, same._dead, same._liveByBank) =>
        (_bankNumbers, FirstOrdinal) = (bankNumbers, firstOrdinal);

    internal Segment Segment { get; }

    /// <summary>What a snapshot keeps of the layer.</summary>
    internal IEnumerable<Section> Sections =>
    [
        Segment.Bytes,
        new Section(SectionKind.Dead, 0, MemoryMarshal.AsBytes(_dead.AsSpan()).ToArray()),
        new Section(SectionKind.LiveByBank, 0, MemoryMarshal.AsBytes(_liveByBank.AsSpan()).ToArray()),
        .. _exact.Sections,
        .. _near?.Sections ?? [],
        .. _frames?.Sections ?? [],
    ];

    /// <summary>The ordinal of the segment's first entry in the index.</summary>
    internal int FirstOrdinal { get; }

    internal int LiveCount => _liveByBank.Sum();

    /// <summary>Whether an entry that lives has a SHA-512. Looks until it sees one.</summary>
    internal bool HoldsSha512
    {
        get
        {
            var rows = Segment.Sha512;
            var holds = false;
            for (var row = 0; row < rows.Hashes.Count && !holds; row++)
            {
                holds = IsLive(rows.EntryOf(row));
            }

            GC.KeepAlive(this);
            return holds;
        }
    }

    /// <summary>Whether an entry that lives has frames of a video. Looks until it sees one.</summary>
    internal bool HoldsVideos
    {
        get
        {
            var rows = Segment.Frames;
            var holds = false;
            for (var row = 0; row < rows.Hashes.Count && !holds; row++)
            {
                holds = IsLive(rows.EntryOf(row));
            }

            GC.KeepAlive(this);
            return holds;
        }
    }

    internal IEnumerable<string> LiveBanks => Segment.Banks.Where((_, bank) => _liveByBank[bank] > 0);

    /// <summary>Builds the tables, on all cores; those for near matches only if there are so many rows.</summary>
    internal static Layer Build(Segment segment, int nearTablesFromRows)
    {
        var near = segment.Pdq.Hashes.Count >= nearTablesFromRows ? NearTables.Build(segment.Pdq.Hashes) : null;
        var frames = segment.Frames.Hashes.Count >= nearTablesFromRows
            ? NearTables.Build(segment.Frames.Hashes, first: SectionKind.FrameNearStarts)
            : null;
        var exact = ExactTables.Build(segment);
        var liveByBank = new int[segment.Banks.Length];
        for (var entry = 0; entry < segment.EntryCount; entry++)
        {
            liveByBank[segment.BankOf(entry)]++;
        }

        return new Layer(segment, exact, near, frames, null, liveByBank);
    }

    /// <summary>Layer <paramref name="number"/> of a snapshot.</summary>
    /// <exception cref="SegmentException">A section is missing or does not fit the others.</exception>
    internal static Layer Open(SectionSet sections, uint number)
    {
        var segment = Segment.Open(sections[SectionKind.Segment, number]);
        var exact = new ExactTables([.. ExactTables.KindsOf(segment).Select(kind => sections[kind, number])], segment);
        var near = Tables(SectionKind.NearStarts, segment.Pdq.Hashes.Count);
        var frames = Tables(SectionKind.FrameNearStarts, segment.Frames.Hashes.Count);
        var (deadBits, live) = (sections[SectionKind.Dead, number], sections[SectionKind.LiveByBank, number]);
        var dead = deadBits.Length == 0 ? null : deadBits.As<ulong>().Span.ToArray();
        var liveByBank = live.As<int>().Span.ToArray();
        var deadCount = dead?.Sum(bits => (long)BitOperations.PopCount(bits)) ?? 0;
        if (liveByBank.Length != segment.Banks.Length
            || (dead is not null && dead.Length != (segment.EntryCount + 63) / 64)
            || liveByBank.Any(int.IsNegative)
            || liveByBank.Sum(count => (long)count) + deadCount != segment.EntryCount)
        {
            throw live.Wrong("does not fit the entries of its layer");
        }

        return new Layer(segment, exact, near, frames, dead, liveByBank);

        NearTables? Tables(SectionKind first, int rows) => sections.Find(first, number) is null
            ? null
            : new NearTables([.. NearTables.KindsFrom(first).Select(kind => sections[kind, number])], rows);
    }

    /// <summary>The same layer at its place in an index.</summary>
    internal Layer In(ImmutableArray<string> banks, int firstOrdinal)
    {
        int[] bankNumbers = [.. Segment.Banks.Select(bank => banks.IndexOf(bank))];
        return new Layer(this, bankNumbers, firstOrdinal);
    }

    /// <summary>The same layer without the entries that have one of these keys.</summary>
    internal Layer Without(ReadOnlySpan<EntryKey> keys)
    {
        ulong[]? dead = _dead;
        var live = _liveByBank;
        foreach (ref readonly var key in keys)
        {
            if (_exact.FindKey(in key) is >= 0 and var entry && !IsDead(dead, entry))
            {
                if (dead is null || ReferenceEquals(dead, _dead))
                {
                    dead = _dead is null ? new ulong[(Segment.EntryCount + 63) / 64] : [.. _dead];
                    live = [.. _liveByBank];
                }

                dead[entry >> 6] |= 1UL << entry;
                live[Segment.BankOf(entry)]--;
            }
        }

        return ReferenceEquals(live, _liveByBank) ? this : new Layer(Segment, _exact, _near, _frames, dead, live);
    }

    internal bool IsLive(int entry) => !IsDead(_dead, entry);

    /// <summary>The entry's bank in the index's list.</summary>
    internal int BankOf(int entry) => _bankNumbers[Segment.BankOf(entry)];

    /// <summary>The live entry with this key, or -1.</summary>
    internal int Find(in EntryKey key)
    {
        var entry = _exact.FindKey(in key);
        GC.KeepAlive(this);
        return entry >= 0 && IsLive(entry) ? entry : -1;
    }

    internal void FindExact(in ContentDigests digests, List<ExactMatch> matches)
    {
        var found = _foundOfThread ??= [];
        found.Clear();
        _exact.Find(in digests, found);
        found.Sort();
        for (var i = 0; i < found.Count;)
        {
            var (entry, kinds) = (found[i].Entry, DigestKinds.None);
            for (; i < found.Count && found[i].Entry == entry; i++)
            {
                kinds |= found[i].Kind;
            }

            if (IsLive(entry))
            {
                matches.Add(new ExactMatch(FirstOrdinal + entry, BankOf(entry), kinds));
            }
        }

        GC.KeepAlive(this);
    }

    /// <summary>
    /// Offers what matches to <paramref name="matches"/>; radii are by the index's banks, -1 leaves one out.
    /// </summary>
    internal void FindNear(ReadOnlySpan<Hash256> queries, ReadOnlySpan<int> radiusByBank, MatchSet matches)
    {
        var radiusMax = -1;
        for (var bank = 0; bank < _bankNumbers.Length; bank++)
        {
            radiusMax = _liveByBank[bank] > 0 ? Math.Max(radiusMax, radiusByBank[_bankNumbers[bank]]) : radiusMax;
        }

        if (radiusMax < 0 || Segment.Pdq.Hashes.Count == 0)
        {
            return;
        }

        // By the tables, where there are any and they are worth it.
        var search = new NearSearch(this, queries, radiusByBank, radiusMax, matches);
        if (_near is null || _near.Find(in search) < queries.Length)
        {
            HammingScan.Find(Segment.Pdq.Hashes.Span, search);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Adds the videos of which enough is near, by the rules of the index's banks.</summary>
    internal void FindVideos(VideoSearch search, VideoRule[] ruleByBank, List<VideoMatch> matches)
    {
        var radiusMax = -1;
        for (var bank = 0; bank < _bankNumbers.Length; bank++)
        {
            radiusMax = _liveByBank[bank] > 0
                ? Math.Max(radiusMax, ruleByBank[_bankNumbers[bank]].RadiusBits)
                : radiusMax;
        }

        if (radiusMax >= 0 && Segment.Frames.Hashes.Count > 0)
        {
            search.Find(this, _frames, radiusMax, matches);
        }

        GC.KeepAlive(this);
    }

    /// <summary>
    /// Adds the hash of each live entry, and its bank in the index's list, where the bank has a radius.
    /// </summary>
    internal void AddHashes(ReadOnlySpan<int> radiusByBank, List<(Hash256 Hash, int Bank)> hashes)
    {
        for (var row = 0; row < Segment.Pdq.Hashes.Count; row++)
        {
            var entry = Segment.Pdq.EntryOf(row);
            if (IsLive(entry) && radiusByBank[BankOf(entry)] >= 0)
            {
                hashes.Add((Segment.Pdq.Hashes[row], BankOf(entry)));
            }
        }

        GC.KeepAlive(this);
    }

    private static bool IsDead(ulong[]? dead, int entry) => dead is not null && (dead[entry >> 6] >> entry & 1) != 0;
}
