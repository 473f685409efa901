using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline.Policy;

/// <summary>A verdict with everything that explains it.</summary>
/// <param name="Verdict">What was decided.</param>
/// <param name="HashSetVersion">The version it was judged against.</param>
/// <param name="PolicyVersion">The policy that judged it.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Timings">Where the time went; null where that is not to be told.</param>
public sealed record ScanResult(
    Verdict Verdict, long HashSetVersion, string PolicyVersion, DateTimeOffset DecidedAt, TimingsData? Timings)
{
    /// <summary>Null when the bytes could not be had, or were not to be looked at.</summary>
    public ContentFindings? Findings { get; init; }

    /// <summary>Of the policy that judged it.</summary>
    public CyberTiplineSettings CyberTipline { get; init; } = new();

    /// <summary>The findings came from the cache.</summary>
    public bool Cached { get; init; }

    public override string ToString() => $"{Verdict.Kind}";
}
