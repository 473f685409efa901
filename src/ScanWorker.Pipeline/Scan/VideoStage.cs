using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Index.Videos;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using Look = (int Frame, ScanWorker.Pipeline.Findings.PictureCrop Crop,
    ScanWorker.Pipeline.Findings.PictureBackdrop Backdrop);

namespace ScanWorker.Pipeline.Scan;

/// <summary>
/// Looks a video up among those that lists know by vPDQ: frames, upright, of quality 50 and more. Pure; thread-safe.
/// </summary>
/// <remarks>
/// A frame matches as a whole or by what is within its border. Frames that a negative bank has, as pictures or as a
/// video, play no part: a logo that two videos share makes neither the other.
/// </remarks>
internal static class VideoStage
{
    /// <summary>What the reference takes a frame's hash for reliable from.</summary>
    public static readonly int QualityFloor = HashAlgorithm.Pdq.QualityFloor ?? 0;

    /// <summary>Whether hashes are of a content that has frames: a picture is not looked for among videos.</summary>
    public static bool IsVideo(IReadOnlyList<PerceptualHash> hashes) =>
        hashes.Any(hash => hash.Frame > 0 || hash.Second is not null);

    /// <summary>Whether a hash is one by which a frame is looked for.</summary>
    public static bool IsAsked(PerceptualHash hash) =>
        hash.Transform == DihedralTransform.Original && hash.Crop.Query == CropQueries.None
        && hash.Quality >= QualityFloor;

    /// <param name="hashes">Of one content, by frame.</param>
    /// <param name="index">Is searched.</param>
    /// <param name="plan">By which rules.</param>
    /// <param name="negativeLooks">Looks at frames that pictures of negative banks are near.</param>
    /// <returns>Each entry once, at its nearest frame; those of negative banks at every frame that they are
    /// near, so that they may suppress others there.</returns>
    public static (ImmutableArray<KnownMatch> Matches, bool Capped) Find(
        IReadOnlyList<PerceptualHash> hashes, HashIndex index, SearchPlan plan, IReadOnlySet<Look> negativeLooks)
    {
        if (plan.VideoRules.IsEmpty || !IsVideo(hashes))
        {
            return ([], false);
        }

        var (query, looks) = (new VideoQuery(), new List<PerceptualHash>());
        foreach (var hash in hashes.Where(IsAsked).OrderBy(hash => hash.Frame))
        {
            if (query.Add(hash.Frame, hash.Hash) is >= 0 and var position)
            {
                looks.Add(hash);
                if (negativeLooks.Contains((hash.Frame, hash.Crop, hash.Backdrop)))
                {
                    query.PassOver(position);
                }
            }
        }

        var found = ImmutableArray.CreateBuilder<KnownMatch>();
        var negative = Ask(query, index, plan, isNegative: true);
        foreach (var (match, entry) in negative.Take(MatchStage.NearMatchesMax)
            .Select(match => (match, MatchStage.Known(index.GetEntry(match.Entry), MatchKind.Near))))
        {
            found.AddRange(match.Hashes.Select(hash => At(entry, looks[hash], match)));
            foreach (var hash in entry is { Enabled: true, DisabledUntil: null } ? match.Hashes : [])
            {
                query.PassOver(hash);
            }
        }

        var known = Ask(query, index, plan, isNegative: false);
        found.AddRange(known.Take(MatchStage.NearMatchesMax).Select(match =>
            At(MatchStage.Known(index.GetEntry(match.Entry), MatchKind.Near), looks[match.Hash], match)));
        return (found.ToImmutable(), Math.Max(known.Count, negative.Count) > MatchStage.NearMatchesMax);
    }

    private static List<VideoMatch> Ask(VideoQuery query, HashIndex index, SearchPlan plan, bool isNegative)
    {
        var matches = new List<VideoMatch>();
        if (plan.NegativeByBank.Contains(isNegative))
        {
            var rules = plan.VideoRules.Select((rule, bank) =>
                plan.NegativeByBank[bank] == isNegative ? rule : VideoRule.None);
            index.FindVideos(query, [.. rules], matches);
        }

        return matches;
    }

    private static KnownMatch At(KnownMatch entry, PerceptualHash look, VideoMatch match) => entry with
    {
        Distance = match.Distance,
        Frame = look.Frame,
        Crop = look.Crop,
        Backdrop = look.Backdrop,
        Second = look.Second,
        Video = new VideoShares(match.Known.Matched, match.Known.Total, match.Query.Matched, match.Query.Total),
    };
}
