using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>Wire form of <c>scanworker.verdict.v1</c>: what was found of one upload, and what is to happen.</summary>
public sealed record VerdictEvent
{
    [Description("As in the upload event.")]
    public required string UploadId { get; init; }

    [Description("match, no-match, unscannable or not-scanned.")]
    public required VerdictKind Verdict { get; init; }

    [Description("block, review, observe or allow.")]
    public required PolicyAction Action { get; init; }

    [Description("Code of what decided, with a detail after a colon where there is one.")]
    public required string Reason { get; init; }

    [Description("Plain digests of the content; absent when the bytes could not be had.")]
    public DigestsData? Digests { get; init; }

    [Description("Perceptual hashes, by frame and transform.")]
    public IReadOnlyList<PerceptualData> Perceptual { get; set; } = [];

    [Description("Known entries that it matches, the strictest action first, then the nearest.")]
    public IReadOnlyList<MatchData> Matches { get; set; } = [];

    [Description("The hash-set version it was judged against.")]
    public required long HashSetVersion { get; init; }

    [Description("SHA-256 of the policy that judged it.")]
    public required string PolicyVersion { get; init; }

    [Description("The program that judged it.")]
    public required WorkerData Worker { get; init; }

    [Description("When the verdict was reached.")]
    public required DateTimeOffset ScannedAt { get; init; }

    [Description("Milliseconds spent by stage.")]
    public TimingsData? Timings { get; init; }

    [Description("The findings came from an earlier scan of the same bytes against the same hash-set version.")]
    public bool Cached { get; init; }

    [Description("What the bytes are, as far as they were looked at.")]
    public ImageData? Image { get; init; }

    [Description("The upload's own fields, so that a later look at this verdict can still act on the upload.")]
    public UploadEcho? Upload { get; init; }
}
