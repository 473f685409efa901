using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Reports;

namespace ScanWorker.Replay.Verdicts;

/// <summary>A verdict that was judged again.</summary>
/// <param name="Before">What it was.</param>
/// <param name="Now">What it is now; null for a late verdict, which is no outcome of scanning.</param>
internal sealed record RejudgedVerdict(UploadOutcome Before, UploadOutcome? Now)
{
    /// <summary>The line of a recording that holds it as it is now; empty where none is wanted.</summary>
    public ReadOnlyMemory<byte> Line { get; init; }

    /// <summary>How far the upload is from each bank; null where it is not wanted.</summary>
    public UploadDistances? Distances { get; init; }
}
