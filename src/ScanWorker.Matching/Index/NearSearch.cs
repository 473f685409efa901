using System.Runtime.Intrinsics.X86;
using ScanWorker.Hashing;
using ScanWorker.Matching.Index.Videos;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Index;

/// <summary>
/// One near query in one layer: takes candidates, measures them, keeps those within their bank's radius.
/// </summary>
internal readonly unsafe ref struct NearSearch
{
    private readonly Layer _layer;
    private readonly Column<Hash256> _hashes;
    private readonly ReadOnlySpan<int> _radiusByBank;
    private readonly MatchSet? _matches;
    private readonly FrameHits? _frames; // Where frames of videos are searched; else null.

    internal NearSearch(
        Layer layer, ReadOnlySpan<Hash256> queries, ReadOnlySpan<int> radiusByBank, int radiusMax, MatchSet matches)
    {
        (_layer, _hashes, _matches, RadiusMax) = (layer, layer.Segment.Pdq.Hashes, matches, radiusMax);
        Queries = queries;
        _radiusByBank = radiusByBank;
    }

    /// <summary>Of the layer's frames.</summary>
    internal NearSearch(Layer layer, ReadOnlySpan<Hash256> queries, int radiusMax, FrameHits frames)
    {
        (_layer, _hashes, _frames, RadiusMax) = (layer, layer.Segment.Frames.Hashes, frames, radiusMax);
        Queries = queries;
    }

    internal ReadOnlySpan<Hash256> Queries { get; }

    /// <summary>The largest radius of a bank that has live entries in the layer; 0 to 256.</summary>
    internal int RadiusMax { get; }

    /// <summary>Asks the memory for a row that will be offered soon.</summary>
    internal void Prefetch(int row)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(_hashes.Start + row); // Any address may be asked for: a wrong one is not read.
        }
    }

    /// <summary>How many rows that were offered are frames within their bank's radius.</summary>
    internal int FramesTaken => _frames?.Taken ?? 0;

    /// <summary>The tables have read so many records.</summary>
    internal void Spend(long records) => _frames?.Spend(records);

    internal void Offer(int row, int query)
    {
        var distance = Queries[query].DistanceTo(in _hashes[row]);
        if (distance <= RadiusMax)
        {
            Accept(row, query, distance);
        }
    }

    /// <summary>A row at a known distance of at most <see cref="RadiusMax"/>.</summary>
    internal void Accept(int row, int query, int distance)
    {
        if (_frames is not null)
        {
            _frames.Add(row, query, distance);
            return;
        }

        var entry = _layer.Segment.Pdq.EntryOf(row);

        // Life first: a bank whose last entry was withdrawn has no number, and no radius.
        if (_layer.IsLive(entry) && _layer.BankOf(entry) is var bank && distance <= _radiusByBank[bank])
        {
            _matches?.Add(new NearMatch(_layer.FirstOrdinal + entry, bank, distance, (DihedralTransform)query));
        }
    }
}
