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
    public static bool IsVideo(IReadOnlyList<PerceptualHash> hashes) => hashes.Any(IsOfFrames);

    /// <summary>Whether one hash alone says that its content has frames.</summary>
    public static bool IsOfFrames(PerceptualHash hash) => hash.Frame > 0 || hash.Second is not null;

    /// <summary>Whether a hash is one by which a frame is looked for.</summary>
    public static bool IsAsked(PerceptualHash hash) =>
        hash.Transform == DihedralTransform.Original && hash.Crop.Query == CropQueries.None
        && hash.Quality >= QualityFloor;

    /// <param name="hashes">Of one content, by frame.</param>
    /// <param name="index">Is searched.</param>
    /// <param name="plan">By which rules.</param>
    /// <param name="negativeLooks">Looks at frames that pictures of negative banks are near.</param>
    /// <returns>Each entry once, at its nearest frame; those of negative banks at every frame that they are
    /// near, so that they may suppress others there. A search that gave up found matches, if any, but perhaps not all
    /// of them; of negative banks, perhaps not all that they suppress, so nothing else is then asked.</returns>
    public static NearFindings Find(
        IReadOnlyList<PerceptualHash> hashes, HashIndex index, SearchPlan plan, IReadOnlySet<Look> negativeLooks)
    {
        if (plan.VideoRules.IsEmpty || !IsVideo(hashes))
        {
            return new NearFindings([], false);
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

        var work = new SearchWork(plan.VideoWorkMax);
        var (negative, isComplete) = Ask(query, index, plan, work, isNegative: true);
        var inForce = negative.Where(match => match.Traits.DisabledUntil is null);
        foreach (var hash in inForce.SelectMany(match => match.Hashes))
        {
            query.PassOver(hash);
        }

        var known = new List<VideoMatch>();
        if (isComplete)
        {
            (known, isComplete) = Ask(query, index, plan, work, isNegative: false);
        }

        var (suppressing, nearest) = (Covering(negative, index), Nearest(known, index));
        return new NearFindings(
            [
                .. suppressing.SelectMany(
                    match => match.Match.Hashes.Select(hash => At(match.Entry, looks[hash], match.Match))),
                .. nearest.Select(match => At(match.Entry, looks[match.Match.Hash], match.Match)),
            ],
            nearest.Count < known.Count)
        {
            Obstacle = isComplete ? null : new UnscannableReason(UnscannableCode.SearchLimit),
        };
    }

    // So many of each group that decides the same, so that none hides what decides otherwise.
    private static List<(VideoMatch Match, KnownMatch Entry)> Nearest(List<VideoMatch> matches, HashIndex index) =>
    [
        .. matches.GroupBy(match => (match.Bank, match.Traits))
            .SelectMany(group => group.Take(MatchStage.NearMatchesMax))
            .Select(match => (match, MatchStage.Known(index.GetEntry(match.Entry), MatchKind.Near))),
    ];

    // Each suppresses where it is near: kept are those by which more of the upload is covered.
    private static List<(VideoMatch Match, KnownMatch Entry)> Covering(List<VideoMatch> negative, HashIndex index)
    {
        var covering = negative.GroupBy(match => (match.Bank, match.Traits)).SelectMany(group =>
        {
            var covered = new HashSet<int>();
            return group.Where(match =>
            {
                var before = covered.Count;
                covered.UnionWith(match.Hashes);
                return covered.Count > before;
            }).ToList();
        });
        return [.. covering.Select(match => (match, MatchStage.Known(index.GetEntry(match.Entry), MatchKind.Near)))];
    }

    /// <returns>The nearest first, without entries that are disabled, which decide nothing; and whether they are
    /// all.</returns>
    private static (List<VideoMatch> Matches, bool IsComplete) Ask(
        VideoQuery query, HashIndex index, SearchPlan plan, SearchWork work, bool isNegative)
    {
        var matches = new List<VideoMatch>();
        if (!plan.NegativeByBank.Contains(isNegative))
        {
            return (matches, true);
        }

        var rules = plan.VideoRules.Select((rule, bank) =>
            plan.NegativeByBank[bank] == isNegative ? rule : VideoRule.None);
        var isComplete = index.FindVideos(query, [.. rules], matches, work);
        _ = matches.RemoveAll(match => !match.Traits.Enabled);
        return (matches, isComplete);
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
