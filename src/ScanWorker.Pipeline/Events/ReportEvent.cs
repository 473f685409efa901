using System.ComponentModel;
using System.Text.Json;

namespace ScanWorker.Pipeline.Events;

/// <summary>
/// Wire form of <c>scanworker.report.v1</c>: the machine-known part of a CyberTipline report or a review case.
/// </summary>
/// <remarks>
/// Field names of the parts are those of NCMEC's CyberTipline Reporting API. ScanWorker submits nothing itself.
/// </remarks>
public sealed record ReportEvent
{
    [Description("As in the upload event.")]
    public required string UploadId { get; init; }

    [Description("match or unscannable.")]
    public required VerdictKind Verdict { get; init; }

    [Description("block or review.")]
    public required PolicyAction Action { get; init; }

    [Description("Code of what decided.")]
    public required string Reason { get; init; }

    [Description(
        "At least one matching bank is CyberTipline matter. False: for review only, never to be submitted there.")]
    public required bool Reportable { get; init; }

    [Description("exact, near, or absent when nothing matched.")]
    public MatchKind? Evidence { get; init; }

    [Description("What happened and when.")]
    public required IncidentSummary IncidentSummary { get; init; }

    [Description("Where it happened.")]
    public IReadOnlyList<InternetDetails> InternetDetails { get; set; } = [];

    [Description("Who uploaded it.")]
    public PersonOrUserReported? PersonOrUserReported { get; init; }

    [Description("The file.")]
    public required FileDetails FileDetails { get; init; }

    [Description("The matches, as evidence.")]
    public IReadOnlyList<MatchData> Matches { get; set; } = [];

    [Description("Perceptual hashes that the matches rest on.")]
    public IReadOnlyList<PerceptualData> Perceptual { get; set; } = [];

    [Description("As in the verdict.")]
    public required long HashSetVersion { get; init; }

    [Description("As in the verdict.")]
    public required string PolicyVersion { get; init; }

    [Description("As in the verdict.")]
    public required WorkerData Worker { get; init; }

    [Description("When the verdict was reached.")]
    public required DateTimeOffset DecidedAt { get; init; }

    [Description("Contents of a report are to be preserved until then: one year, 18 USC 2258A(h) as amended in 2024.")]
    public required DateTimeOffset PreserveUntil { get; init; }

    [Description("Found by looking back at an earlier upload after its entry was listed.")]
    public bool? Late { get; init; }

    [Description("As in the upload event.")]
    public string? Tenant { get; init; }

    [Description("As in the upload event.")]
    public JsonElement? Attributes { get; init; }
}
