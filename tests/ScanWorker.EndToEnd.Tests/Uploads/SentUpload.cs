using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Uploads;

/// <summary>An event that was produced, and what must come of it.</summary>
/// <param name="Id">Upload id; for a malformed event, its key.</param>
/// <param name="Position">Where it stands in its topic of uploads.</param>
/// <param name="Verdict">Null: it is malformed, and a dead letter is its one outcome.</param>
/// <param name="Action">Expected.</param>
internal sealed record SentUpload(string Id, RecordPosition Position, VerdictKind? Verdict, PolicyAction Action)
{
    /// <summary>The entry of <see cref="UploadKinds.BlockBank"/> that it matches; null: none of that bank.</summary>
    public string? Entry { get; init; }
}
