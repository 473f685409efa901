using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index.Videos;

/// <summary>Gathers which frames of which entries of one layer are near which hashes of one query.</summary>
/// <remarks>
/// Memory goes with the layer's frames (two bits each) and with the entries that are hit, not with the hits: two videos
/// of one black frame each second are near each other in every pair of frames. Kept by a thread and used again.
/// </remarks>
internal sealed class FrameHits
{
    // A thread keeps room for eight million frames, and no more.
    private const int KeptWordsMax = 1 << 17;

    [ThreadStatic]
    private static FrameHits? _ofThread;

    private readonly Dictionary<int, Hit> _byEntry = [];
    private ulong[] _rows = []; // A bit a row: a hash that counts is near it.
    private ulong[] _passedRows = []; // The same of hashes that are passed over.
    private Layer? _layer;
    private VideoQuery? _query;
    private VideoRule[] _rules = [];

    /// <summary>The position in the query of the first hash of the batch that is being asked.</summary>
    internal int FirstHash { get; set; }

    /// <summary>The calling thread's own, empty.</summary>
    /// <param name="layer">Is searched.</param>
    /// <param name="query">What is looked for.</param>
    /// <param name="rules">By the index's banks.</param>
    internal static FrameHits Rent(Layer layer, VideoQuery query, ReadOnlySpan<VideoRule> rules)
    {
        if (_ofThread is null || _ofThread._rows.Length > KeptWordsMax)
        {
            _ofThread = new FrameHits();
        }

        _ofThread.Clear((layer.Segment.Frames.Hashes.Count + 63) / 64);
        (_ofThread._layer, _ofThread._query, _ofThread._rules) = (layer, query, rules.ToArray());
        return _ofThread;
    }

    /// <summary>A row is near a hash; it may be said more than once.</summary>
    internal void Add(int row, int hashOfBatch, int distance)
    {
        if (_layer is not { } layer || _query is not { } query)
        {
            return;
        }

        // Life first: a bank whose last entry was withdrawn has no number, and no rule.
        var entry = layer.Segment.Frames.EntryOf(row);
        if (!layer.IsLive(entry) || layer.BankOf(entry) is var bank && distance > _rules[bank].RadiusBits)
        {
            return;
        }

        var hash = FirstHash + hashOfBatch;
        if (!_byEntry.TryGetValue(entry, out var hit))
        {
            _byEntry.Add(entry, hit = new Hit(bank, query.HashCount));
        }

        var bit = 1UL << row;
        if (query.IsPassedOver(hash))
        {
            hit.PassedRows += (_passedRows[row >> 6] & bit) == 0 && (_rows[row >> 6] & bit) == 0 ? 1 : 0;
            _passedRows[row >> 6] |= bit;
            return;
        }

        if ((_rows[row >> 6] & bit) == 0)
        {
            _rows[row >> 6] |= bit;
            hit.Rows++;
            hit.PassedRows -= (_passedRows[row >> 6] & bit) == 0 ? 0 : 1;
        }

        hit.Add(hash, distance);
    }

    /// <summary>Adds the entries of which enough is near; the index's ordinals.</summary>
    /// <exception cref="SegmentException">The segment is altered where the frames lie.</exception>
    internal void CopyTo(List<VideoMatch> matches)
    {
        if (_layer is not { } layer || _query is not { } query || _byEntry.Count == 0)
        {
            return;
        }

        var frames = FramesOf(query, hash => !query.IsPassedOver(hash));
        foreach (var (entry, hit) in _byEntry)
        {
            var total = layer.Segment.Frames.CountOf(entry, hit.Rows + hit.PassedRows) - hit.PassedRows;
            var (known, asked) = (new FrameShare(hit.Rows, total), new FrameShare(FramesOf(query, hit.Has), frames));
            if (_rules[hit.Bank].Holds(known, asked))
            {
                matches.Add(new VideoMatch(
                    layer.FirstOrdinal + entry, hit.Bank, hit.Distance, hit.Nearest, known, asked)
                {
                    Hashes = [.. Enumerable.Range(0, query.HashCount).Where(hit.Has)],
                });
            }
        }
    }

    /// <summary>The layer and the query are not needed any more.</summary>
    internal void Release() => (_layer, _query) = (null, null);

    // Frames that have such a hash; those of one frame come together.
    private static int FramesOf(VideoQuery query, Func<int, bool> has)
    {
        var (count, last) = (0, -1);
        for (var hash = 0; hash < query.HashCount; hash++)
        {
            if (query.FrameOf(hash) != last && has(hash))
            {
                (count, last) = (count + 1, query.FrameOf(hash));
            }
        }

        return count;
    }

    private void Clear(int words)
    {
        _byEntry.Clear();
        if (_rows.Length < words)
        {
            (_rows, _passedRows) = (new ulong[words], new ulong[words]);
            return;
        }

        Array.Clear(_rows, 0, words);
        Array.Clear(_passedRows, 0, words);
    }

    /// <summary>What is near one entry.</summary>
    private sealed class Hit(int bank, int hashes)
    {
        private readonly ulong[] _hashes = new ulong[(hashes + 63) / 64];

        public int Bank => bank;

        /// <summary>Frames of the entry that a hash is near which counts.</summary>
        public int Rows { get; set; }

        /// <summary>Others, that a hash is near which is passed over.</summary>
        public int PassedRows { get; set; }

        public int Distance { get; private set; } = int.MaxValue;

        public int Nearest { get; private set; }

        public bool Has(int hash) => (_hashes[hash >> 6] >> hash & 1) != 0;

        public void Add(int hash, int distance)
        {
            _hashes[hash >> 6] |= 1UL << hash;
            if (distance < Distance || (distance == Distance && hash < Nearest))
            {
                (Distance, Nearest) = (distance, hash);
            }
        }
    }
}
