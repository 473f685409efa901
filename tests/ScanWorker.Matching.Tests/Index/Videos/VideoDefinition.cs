using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Index.Videos;

namespace ScanWorker.Matching.Tests.Index.Videos;

/// <summary>
/// What a search of videos must answer, said as plainly as possible: every pair of frames is measured.
/// </summary>
internal static class VideoDefinition
{
    internal sealed record Answer(
        EntryKey Key, int Distance, FrameShare Known, FrameShare Query, string HashesOfTheQuery);

    /// <summary>The looks at one frame of the query.</summary>
    /// <param name="Hashes">Its hashes; one that an earlier frame had says nothing new.</param>
    internal sealed record Frame(params Hash256[] Hashes);

    internal static HashSet<Answer> Find(
        IEnumerable<Entry> entries, IReadOnlyList<Frame> frames, IReadOnlySet<Hash256> passedOver,
        Func<string, VideoRule> ruleOfBank)
    {
        var seen = new HashSet<Hash256>();
        List<Hash256[]> asked = [.. frames.Select(frame => frame.Hashes.Where(seen.Add).ToArray())];
        var counting = asked.Select(hashes => hashes.Where(hash => !passedOver.Contains(hash)).ToArray())
            .Where(hashes => hashes.Length > 0).ToList();
        var all = asked.SelectMany(hashes => hashes).ToList();
        var answers = new HashSet<Answer>();
        foreach (var entry in entries)
        {
            var rule = ruleOfBank(entry.Bank);
            bool AreNear(Hash256 one, Hash256 other) => one.DistanceTo(other) <= rule.RadiusBits;

            var known = (entry.Vpdq?.Hashes ?? []).ToList();
            var matched = known.Where(frame => counting.Exists(hashes => hashes.Any(hash => AreNear(hash, frame))))
                .ToList();
            var left = known.Where(frame => matched.Contains(frame)
                || !all.Exists(hash => passedOver.Contains(hash) && AreNear(hash, frame))).ToList();
            var ours = counting
                .Where(hashes => hashes.Any(hash => known.Exists(frame => AreNear(hash, frame)))).ToList();
            if (matched.Count == 0 || matched.Count * 100 < rule.KnownPercent * left.Count
                || ours.Count * 100 < rule.QueryPercent * counting.Count)
            {
                continue;
            }

            var near = all.Index().Where(hash => !passedOver.Contains(hash.Item)
                && known.Exists(frame => AreNear(hash.Item, frame))).ToList();
            answers.Add(new Answer(
                entry.Key, near.Min(hash => known.Min(frame => hash.Item.DistanceTo(frame))),
                new FrameShare(matched.Count, left.Count), new FrameShare(ours.Count, counting.Count),
                string.Join(' ', near.Select(hash => hash.Index))));
        }

        return answers;
    }

    /// <summary>Asks the index, and checks the order of its answer on the way.</summary>
    internal static HashSet<Answer> Ask(
        HashIndex index, IReadOnlyList<Frame> frames, IReadOnlySet<Hash256> passedOver,
        Func<string, VideoRule> ruleOfBank)
    {
        var query = QueryOf(frames, passedOver);
        var matches = new List<VideoMatch>();
        index.FindVideos(query, [.. index.Banks.Select(ruleOfBank)], matches);
        Assert.That(matches, Is.Ordered.By(nameof(VideoMatch.Distance)).Then.By(nameof(VideoMatch.Entry)));
        Assert.That(matches.Select(match => match.Entry), Is.Unique);
        Assert.That(matches.TrueForAll(match => match.Hashes.Contains(match.Hash)));
        Assert.That(matches.TrueForAll(match => index.GetEntry(match.Entry).Bank == index.Banks[match.Bank]));
        return
        [
            .. matches.Select(match => new Answer(
                index.GetEntry(match.Entry).Key, match.Distance, match.Known, match.Query,
                string.Join(' ', match.Hashes))),
        ];
    }

    internal static VideoQuery QueryOf(IEnumerable<Frame> frames, IReadOnlySet<Hash256> passedOver)
    {
        var query = new VideoQuery();
        foreach (var (number, frame) in frames.Index())
        {
            foreach (var hash in frame.Hashes)
            {
                if (query.Add(number, hash) is >= 0 and var position && passedOver.Contains(hash))
                {
                    query.PassOver(position);
                }
            }
        }

        return query;
    }
}
