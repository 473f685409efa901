using System.ComponentModel;
using System.Text.Json;

namespace ScanWorker.Pipeline.Events;

/// <summary>Wire form of <c>scanworker.block.v1</c>: what the upload service needs to act, and no more.</summary>
public sealed record BlockEvent
{
    [Description(UploadData.Echo)]
    public required string UploadId { get; init; }

    [Description(UploadData.Echo)]
    public string? Tenant { get; init; }

    [Description("Always block.")]
    public required PolicyAction Action { get; init; }

    [Description("exact-match, near-match, or unscannable with its code after a dot.")]
    public required string ReasonCode { get; init; }

    [Description("When the verdict was reached.")]
    public required DateTimeOffset DecidedAt { get; init; }

    [Description("Found by looking back at an earlier upload after its entry was listed.")]
    public bool? Late { get; init; }

    [Description("Of a late block: the hash-set version that found it.")]
    public long? HashSetVersion { get; init; }

    [Description("Of a late block: as in the late verdict; a higher one supersedes a lower one.")]
    public int? Decision { get; init; }

    [Description(UploadData.Echo)]
    public JsonElement? Attributes { get; init; }
}
