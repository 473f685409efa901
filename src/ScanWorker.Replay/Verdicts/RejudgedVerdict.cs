using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Verdicts;

/// <summary>A verdict that was judged again.</summary>
/// <param name="Before">What it was.</param>
/// <param name="Now">The record, with the verdict as it is now.</param>
public sealed record RejudgedVerdict(UploadOutcome Before, RecordedRecord Now);
