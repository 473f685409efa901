using System.Numerics;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index.Videos;

/// <summary>Gathers which frames of which entries of one layer are near which hashes of one query.</summary>
/// <remarks>
/// Memory goes with the layer's frames (two bits each) and with the entries that are hit, not with the hits: two videos
/// of one black frame each second are near each other in every pair of frames. Of a thread one at a time.
/// </remarks>
/// <param name="layer">Is searched.</param>
/// <param name="query">What is looked for.</param>
/// <param name="rules">By the index's banks.</param>
/// <param name="work">Is charged with what is kept.</param>
internal sealed class FrameHits(Layer layer, VideoQuery query, VideoRule[] rules, SearchWork work)
{
    private readonly Dictionary<int, EntryHits> _byEntry = [];
    private readonly RowBits _rows = RowBits.Rent(layer.Segment.Frames.Hashes.Count);

    // Frames of an entry stand together, so the same one is often asked for again.
    private int _lastEntry = -1;
    private int _lastRadius;
    private EntryHits? _lastHits;

    /// <summary>Positions in the query of the hashes that the tables are being asked for.</summary>
    internal int[] Batch { get; } = new int[VideoSearch.HashesAtOnce];

    /// <summary>How often a row was taken that the tables offered.</summary>
    internal int Taken { get; private set; }

    /// <summary>By the rule of the entry's bank; -1: the entry is left out.</summary>
    internal int RadiusOf(int entry)
    {
        if (entry != _lastEntry)
        {
            // Life first: a bank whose last entry was withdrawn has no number, and no rule.
            (_lastEntry, _lastHits) = (entry, null);
            _lastRadius = layer.IsLive(entry) ? rules[layer.BankOf(entry)].RadiusBits : -1;
        }

        return _lastRadius;
    }

    /// <summary>What is near an entry that is not left out.</summary>
    internal EntryHits Of(int entry)
    {
        _ = RadiusOf(entry);
        return _lastHits ??= FindOrMake(entry);
    }

    /// <summary>The tables have read so many records.</summary>
    internal void Spend(long records) => _ = work.TrySpend(records);

    /// <summary>The tables offer a row; they may do so more than once.</summary>
    internal void Add(int row, int hashOfBatch, int distance)
    {
        var entry = layer.Segment.Frames.EntryOf(row);
        if (distance > RadiusOf(entry))
        {
            return;
        }

        var hash = Batch[hashOfBatch];
        Taken++;
        _rows.Add(row, query.IsPassedOver(hash));
        if (!query.IsPassedOver(hash))
        {
            Of(entry).Add(hash, distance);
        }
    }

    /// <summary>Rows at these positions behind a first one, by their bits.</summary>
    internal void AddRows(int first, ReadOnlySpan<int> positions, ulong counting, ulong passedOver)
    {
        for (; counting != 0; counting &= counting - 1)
        {
            _rows.Add(first + positions[BitOperations.TrailingZeroCount(counting)], isPassedOver: false);
        }

        for (; passedOver != 0; passedOver &= passedOver - 1)
        {
            _rows.Add(first + positions[BitOperations.TrailingZeroCount(passedOver)], isPassedOver: true);
        }
    }

    /// <summary>Adds the entries of which enough is near; the index's ordinals.</summary>
    /// <exception cref="SegmentException">The segment is altered where the frames lie.</exception>
    internal void CopyTo(List<VideoMatch> matches)
    {
        var frames = _byEntry.Count == 0 ? 0 : query.CountingFrames();
        foreach (var (entry, hits) in _byEntry)
        {
            var (start, end) = layer.Segment.Frames.RowsOfVideo(entry);
            var (near, passedOver) = _rows.Count(start, end);
            var known = new FrameShare(near, end - start - passedOver);
            var asked = new FrameShare(query.FramesOf(hits.Hashes), frames);
            if (rules[hits.Bank].Holds(known, asked))
            {
                matches.Add(new VideoMatch(
                    layer.FirstOrdinal + entry, hits.Bank, hits.Distance, hits.Nearest, known, asked)
                {
                    HashBits = hits.Hashes,
                    Traits = layer.Segment.TraitsOf(entry),
                });
            }
        }
    }

    private EntryHits FindOrMake(int entry)
    {
        if (!_byEntry.TryGetValue(entry, out var hits))
        {
            _byEntry.Add(entry, hits = new EntryHits(layer.BankOf(entry), query.HashCount));
            _ = work.TrySpend(SearchWork.Entry + query.HashCount);
        }

        return hits;
    }
}
