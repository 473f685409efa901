using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Uploads;

/// <summary>A kind of upload.</summary>
/// <param name="Name">Part of the id.</param>
/// <param name="Contents">Several of the kind; null: there is no file.</param>
internal sealed record UploadKind(
    string Name, IReadOnlyList<byte[]?> Contents, VerdictKind? Verdict, PolicyAction Action)
{
    public bool Inline { get; init; }
}
