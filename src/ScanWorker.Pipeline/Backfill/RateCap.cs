namespace ScanWorker.Pipeline.Backfill;

/// <summary>
/// A token bucket on the clock that was handed in, which the base library's limiters cannot use. One thread.
/// </summary>
/// <remarks>
/// In any time <c>t</c> at most <c>rate * t + burst</c> permits are given; the burst is what a tenth of a second
/// brings, at least 1. So a second that was not used is not made up for in the next.
/// </remarks>
/// <param name="perSecond">More than 0.</param>
internal sealed class RateCap(double perSecond, TimeProvider clock)
{
    private double _permits = Burst(perSecond);
    private long _at = clock.GetTimestamp();

    /// <summary>Takes a permit, if there is one now.</summary>
    public bool TryTake()
    {
        var now = clock.GetTimestamp();
        var brought = clock.GetElapsedTime(_at, now).TotalSeconds * perSecond;
        (_permits, _at) = (Math.Min(Burst(perSecond), _permits + brought), now);
        if (_permits < 1)
        {
            return false;
        }

        _permits--;
        return true;
    }

    private static double Burst(double perSecond) => Math.Max(1, perSecond / 10);
}
