using ScanWorker.Pipeline.Events;

namespace ScanWorker.Demo;

/// <summary>One sample upload and the verdict that is expected of it.</summary>
/// <param name="Id">Upload id and, with its ending, file name.</param>
/// <param name="What">In a few words.</param>
/// <param name="Extension">Of the file.</param>
/// <param name="Content">The file's bytes; null: there is no such file.</param>
/// <param name="Kind">Expected.</param>
/// <param name="Action">Expected.</param>
/// <param name="Reason">Expected, up to a detail after a colon.</param>
internal sealed record DemoUpload(
    string Id, string What, string Extension, byte[]? Content, VerdictKind Kind, PolicyAction Action, string Reason)
{
    /// <summary>Sent in the event instead of a file.</summary>
    public bool Inline { get; init; }

    public string? Surface { get; init; } = "posts";

    public bool IsAsExpected(VerdictEvent verdict) =>
        verdict.Verdict == Kind && verdict.Action == Action
        && (verdict.Reason == Reason || verdict.Reason.StartsWith($"{Reason}:", StringComparison.Ordinal));
}
