using System.ComponentModel;
using System.Text.Json;

namespace ScanWorker.Pipeline.Events;

/// <summary>
/// Wire form of <c>scanworker.reversal.v1</c>, on the topic of blocks: an earlier block no longer stands.
/// </summary>
public sealed record ReversalEvent
{
    [Description(UploadData.Echo)]
    public required string UploadId { get; init; }

    [Description(UploadData.Echo)]
    public string? Tenant { get; init; }

    [Description("What is to happen with the upload now: allow, observe or review.")]
    public required PolicyAction Action { get; init; }

    [Description(
        "Why the block no longer stands: entries-withdrawn, entries-denied (a reviewer or the flood guard), negative-bank, "
            + "rescanned (the content could be looked at since), or policy-changed.")]
    public required string ReasonCode { get; init; }

    [Description("When the block was decided.")]
    public required DateTimeOffset BlockedAt { get; init; }

    [Description("When it was taken back.")]
    public required DateTimeOffset DecidedAt { get; init; }

    [Description("The hash-set version by which it was taken back.")]
    public required long HashSetVersion { get; init; }

    [Description("As in the late verdict; a higher one supersedes a lower one.")]
    public int? Decision { get; init; }

    [Description(UploadData.Echo)]
    public JsonElement? Attributes { get; init; }
}
