using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Policies;

namespace ScanWorker.Pipeline.Stages;

/// <summary>Whether a decoded picture was looked at well enough for its silence to mean something. Pure.</summary>
internal static class QualityGate
{
    /// <summary>The reference hashes nothing smaller.</summary>
    private const int SideMin = 5;

    /// <returns>Null when every frame was hashed well enough for every bank that is searched.</returns>
    public static UnscannableReason? ObstacleOf(
        DecodedImage image, FrameHasher frames, SearchPlan plan, VerdictPolicy policy)
    {
        if (image.FramesCapped)
        {
            return UnscannableCode.TooManyFrames;
        }

        if (image.Width < SideMin || image.Height < SideMin)
        {
            return UnscannableCode.TooSmall;
        }

        return ObstacleOf(frames.QualityMin, frames.QualityMax, plan, policy);
    }

    /// <param name="qualityMin">Of the worst frame.</param>
    /// <param name="qualityMax">Of the best frame.</param>
    public static UnscannableReason? ObstacleOf(int qualityMin, int qualityMax, SearchPlan plan, VerdictPolicy policy)
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
