using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Scan;

/// <summary>Whether a decoded picture was looked at well enough for its silence to mean something. Pure.</summary>
internal static class QualityGate
{
    /// <summary>The reference hashes nothing smaller.</summary>
    private const int SideMin = 5;

    /// <summary>Neither on white nor on black there is much to see: whatever hides in the opacity, a person must
    /// look.</summary>
    public static readonly UnscannableReason Transparency = new(UnscannableCode.AmbiguousPicture, "transparency");

    /// <returns>Null when every frame was hashed well enough for every bank that is searched.</returns>
    public static UnscannableReason? ObstacleOf(ContentFingerprints prints, SearchPlan plan, VerdictPolicy policy)
    {
        if (prints.Reason is { } reason)
        {
            return reason;
        }

        // No picture and no reason: a bug of ours, which must not pass for a picture that was looked at.
        if (prints.Picture is not { } picture)
        {
            return UnscannableCode.Unknown;
        }

        if (picture.Width < SideMin || picture.Height < SideMin)
        {
            return UnscannableCode.TooSmall;
        }

        return ObstacleOf(prints.QualityMin, prints.QualityMax, plan, policy) is { } poor
            ? prints.HasTransparency ? Transparency : poor
            : null;
    }

    /// <summary>As it was for hashes that were written down.</summary>
    /// <param name="hashes">Of one content, one or more.</param>
    /// <param name="hasTransparency">The verdict says so; else the hashes may.</param>
    public static UnscannableReason? ObstacleOf(
        IReadOnlyCollection<PerceptualHash> hashes, bool hasTransparency, SearchPlan plan, VerdictPolicy policy)
    {
        // A frame is as good as the best of its looks; what is within a border does not count.
        var frames = hashes.Where(hash => hash.Crop == PictureCrop.None)
            .GroupBy(hash => hash.Frame, hash => hash.Quality).Select(frame => frame.Max()).DefaultIfEmpty().ToList();
        var worst = hashes.Any(hash => hash.Second is not null) ? frames.Max() : frames.Min();
        return ObstacleOf(worst, frames.Max(), plan, policy) is { } poor
            ? hasTransparency || hashes.Any(hash => hash.Backdrop != PictureBackdrop.None) ? Transparency : poor
            : null;
    }

    /// <param name="qualityMin">Of the worst frame.</param>
    /// <param name="qualityMax">Of the best frame.</param>
    private static UnscannableReason? ObstacleOf(int qualityMin, int qualityMax, SearchPlan plan, VerdictPolicy policy)
    {
        var floor = FloorOf(plan, policy);
        return qualityMin >= floor ? null
            : qualityMax >= floor ? new UnscannableReason(UnscannableCode.LowQuality, "some-frames")
            : UnscannableCode.LowQuality;
    }

    private static int FloorOf(SearchPlan plan, VerdictPolicy policy)
    {
        var floor = -1;
        for (var bank = 0; bank < plan.RadiusByBank.Length; bank++)
        {
            if (plan.RadiusByBank[bank] >= 0)
            {
                floor = Math.Max(floor, plan.MinQualityByBank[bank]);
            }
        }

        return floor >= 0 ? floor : policy.Settings.DefaultBank.MinQuality;
    }
}
