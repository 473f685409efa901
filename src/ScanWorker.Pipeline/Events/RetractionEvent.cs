using System.ComponentModel;
using System.Text.Json;

namespace ScanWorker.Pipeline.Events;

/// <summary>
/// Wire form of <c>scanworker.retraction.v1</c>, on the topic of reports: what an earlier report rested on no longer
/// stands.
/// </summary>
/// <remarks>
/// A CyberTipline report that has been finished cannot be taken back; what this event tells is then matter for a
/// supplement to it.
/// </remarks>
public sealed record RetractionEvent
{
    [Description(UploadData.Echo)]
    public required string UploadId { get; init; }

    [Description("What is to happen with the upload now: block, review, observe or allow. Where it is block or review, "
        + "a report follows that says why.")]
    public required PolicyAction Action { get; init; }

    [Description(
        "Why the report no longer stands: entries-withdrawn, entries-denied (a reviewer or the flood guard), "
            + "negative-bank, entries-changed, rescanned (the content could be looked at since), or policy-changed.")]
    public required string ReasonCode { get; init; }

    [Description(
        "The report was CyberTipline matter: before its submission is finished, retract it; after that, supplement it.")]
    public required bool Reportable { get; init; }

    [Description("The matches that the report rested on.")]
    public IReadOnlyList<MatchData> Matches { get; set; } = [];

    [Description("true: the report rested on more matches than are listed; else absent.")]
    public bool? MatchesCapped { get; init; }

    [Description("When the report was decided.")]
    public required DateTimeOffset ReportedAt { get; init; }

    [Description("When it was taken back.")]
    public required DateTimeOffset DecidedAt { get; init; }

    [Description("The hash-set version by which it was taken back.")]
    public required long HashSetVersion { get; init; }

    [Description("As in the verdict.")]
    public required WorkerData Worker { get; init; }

    [Description("As in the late verdict; a higher one supersedes a lower one.")]
    public required int Decision { get; init; }

    [Description(UploadData.Echo)]
    public string? Tenant { get; init; }

    [Description(UploadData.Echo)]
    public JsonElement? Attributes { get; init; }
}
