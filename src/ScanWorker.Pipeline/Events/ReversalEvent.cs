using System.ComponentModel;
using System.Text.Json;

namespace ScanWorker.Pipeline.Events;

/// <summary>
/// Wire form of <c>scanworker.reversal.v1</c>, on the topic of blocks: an earlier block that rested only on entries
/// withdrawn since.
/// </summary>
public sealed record ReversalEvent
{
    [Description("As in the upload event.")]
    public required string UploadId { get; init; }

    [Description("As in the upload event.")]
    public string? Tenant { get; init; }

    [Description("What is to happen with the upload now: allow, observe or review.")]
    public required PolicyAction Action { get; init; }

    [Description("Always entries-withdrawn.")]
    public required string ReasonCode { get; init; }

    [Description("When the block was decided.")]
    public required DateTimeOffset BlockedAt { get; init; }

    [Description("When it was taken back.")]
    public required DateTimeOffset DecidedAt { get; init; }

    [Description("The hash-set version that no longer holds the entries.")]
    public required long HashSetVersion { get; init; }

    [Description("As in the upload event.")]
    public JsonElement? Attributes { get; init; }
}
