using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Events;

/// <summary>A well-formed upload event.</summary>
/// <param name="Data">The event as the upload service wrote it, without the bytes of inline content.</param>
/// <param name="Content">Where the bytes are.</param>
/// <param name="AnnouncedSha256">Checked against the bytes; not trusted.</param>
/// <param name="Context">Its CloudEvents and trace context.</param>
public sealed record UploadEvent(
    UploadData Data, ContentLocation Content, Hash256? AnnouncedSha256, EventContext Context)
{
    public string UploadId => Data.UploadId;

    public override string ToString() => "upload event";
}
