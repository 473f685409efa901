using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index.Videos;

/// <summary>One search for videos, layer by layer, until its work is spent.</summary>
internal sealed class VideoSearch(VideoQuery query, VideoRule[] rules, SearchWork work)
{
    /// <summary>How many hashes the tables are asked for at once: as many as a picture has transforms.</summary>
    internal const int HashesAtOnce = 8;

    /// <summary>Adds the layer's entries of which enough is near.</summary>
    /// <param name="layer">Is searched.</param>
    /// <param name="tables">Over the layer's frames, if it has any.</param>
    /// <param name="radiusMax">The largest radius of a bank that has live entries in the layer.</param>
    /// <param name="matches">Receives them.</param>
    internal void Find(Layer layer, NearTables? tables, int radiusMax, List<VideoMatch> matches)
    {
        var hits = new FrameHits(layer, query, rules, work);
        var crowds = new List<HashCrowd>();
        AskTables(layer, tables, radiusMax, hits, crowds);
        new FrameScan(layer, query, radiusMax, hits, work).Find(crowds);
        hits.CopyTo(matches);
    }

    // What the tables are no help for starts a crowd. A hash like that is not asked for again: it would find as many.
    private void AskTables(Layer layer, NearTables? tables, int radiusMax, FrameHits hits, List<HashCrowd> crowds)
    {
        Span<Hash256> asked = stackalloc Hash256[HashesAtOnce];
        var batch = hits.Batch.AsSpan();
        var atOnce = tables is null ? 1 : HashesAtOnce;
        for (var (next, count) = (0, 0); !work.IsSpent;)
        {
            for (; next < query.HashCount && count < atOnce; next++)
            {
                if (!HashCrowd.TryJoin(crowds, query.Hashes, next))
                {
                    asked[count] = query.Hashes[next];
                    batch[count++] = next;
                }
            }

            if (count == 0)
            {
                return;
            }

            var found = tables?.Find(new NearSearch(layer, asked[..count], radiusMax, hits)) ?? 0;
            if (found < count)
            {
                crowds.Add(new HashCrowd(batch[found]));
            }

            count = KeepOthers(crowds, batch[Math.Min(found + 1, count)..count], batch, asked);
        }
    }

    // Those behind the one at which the tables gave up are asked for again, unless they are like it.
    private int KeepOthers(
        List<HashCrowd> crowds, ReadOnlySpan<int> unanswered, Span<int> batch, Span<Hash256> asked)
    {
        var count = 0;
        foreach (var hash in unanswered)
        {
            if (!HashCrowd.TryJoin(crowds, query.Hashes, hash))
            {
                asked[count] = query.Hashes[hash];
                batch[count++] = hash;
            }
        }

        return count;
    }
}
