using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index.Videos;

/// <summary>Looks at every frame of a layer, for those hashes of a query for which the tables are no help.</summary>
/// <remarks>
/// A frame that is near a hash is, by the triangle inequality, no farther from the leader of the hash's crowd than the
/// radius and the crowd's spread. So all frames are looked at once a crowd, and only what passes is measured from each
/// of its hashes.
/// </remarks>
internal sealed class FrameScan(Layer layer, VideoQuery query, int radiusMax, FrameHits hits, SearchWork work)
{
    private const int RowsOfRun = 64; // As many as a word has bits.

    /// <summary>Looks until the work is spent.</summary>
    internal void Find(List<HashCrowd> crowds)
    {
        crowds = [.. crowds.SelectMany(Worthwhile)];
        var rows = layer.Segment.Frames.Hashes;
        Span<int> positions = stackalloc int[HammingScan.BlockRows];
        Span<Hash256> near = stackalloc Hash256[HammingScan.BlockRows];
        for (var start = 0; start < rows.Count; start += HammingScan.BlockRows)
        {
            var block = rows.Span.Slice(start, Math.Min(HammingScan.BlockRows, rows.Count - start));
            foreach (var crowd in crowds)
            {
                if (!work.TrySpend((long)block.Length * HammingScan.CostOf(radiusMax + crowd.Spread)))
                {
                    return;
                }

                var found = HammingScan.Scan(
                    block, in query.Hashes[crowd.Leader], radiusMax + crowd.Spread, positions);
                if (found > 0 && !Measure(crowd, block, start, positions[..found], near))
                {
                    return;
                }
            }
        }
    }

    // A wide look takes several times a narrow one: a few hashes far apart are better looked for one by one.
    private IEnumerable<HashCrowd> Worthwhile(HashCrowd crowd) =>
        crowd.Hashes.Count * HammingScan.CostOf(radiusMax) < HammingScan.CostOf(radiusMax + crowd.Spread)
            ? crowd.Hashes.Select(hash => new HashCrowd(hash))
            : [crowd];

    // All pairs of a hash of the crowd and a row that passed, by entry.
    private bool Measure(
        HashCrowd crowd, ReadOnlySpan<Hash256> block, int start, ReadOnlySpan<int> positions, Span<Hash256> near)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            near[i] = block[positions[i]];
        }

        for (var (from, to) = (0, 0); from < positions.Length; from = to)
        {
            var entry = layer.Segment.Frames.EntryOf(start + positions[from]);
            for (to = from + 1; to < positions.Length && to - from < RowsOfRun
                && layer.Segment.Frames.EntryOf(start + positions[to]) == entry;)
            {
                to++;
            }

            if (hits.RadiusOf(entry) is >= 0 and var radius
                && !Measure(crowd, entry, radius, start, positions[from..to], near[from..to]))
            {
                return false;
            }
        }

        return true;
    }

    private bool Measure(
        HashCrowd crowd, int entry, int radius, int start, ReadOnlySpan<int> positions, ReadOnlySpan<Hash256> rows)
    {
        if (!work.TrySpend(crowd.Hashes.Count * (SearchWork.Run + ((long)SearchWork.Pair * rows.Length))))
        {
            return false;
        }

        var (counting, passedOver) = (0UL, 0UL);
        foreach (var hash in crowd.Hashes)
        {
            var near = Near(rows, in query.Hashes[hash], radius, out var least);
            if (near != 0 && query.IsPassedOver(hash))
            {
                passedOver |= near;
            }
            else if (near != 0)
            {
                counting |= near;
                hits.Of(entry).Add(hash, least);
            }
        }

        hits.AddRows(start, positions, counting, passedOver);
        return !work.IsSpent;
    }

    // A bit for each row within the radius, and the least distance of all.
    private static ulong Near(ReadOnlySpan<Hash256> rows, in Hash256 hash, int radius, out int least)
    {
        (var near, least) = (0UL, int.MaxValue);
        for (var row = 0; row < rows.Length; row++)
        {
            var distance = hash.DistanceTo(in rows[row]);
            near |= (distance <= radius ? 1UL : 0) << row;
            least = Math.Min(least, distance);
        }

        return near;
    }
}
