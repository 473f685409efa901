namespace ScanWorker.Pipeline.Replay;

/// <summary>One difference of one upload's outcomes.</summary>
/// <param name="UploadId">Whose.</param>
/// <param name="Kind">What differs.</param>
/// <param name="Bank">Of the match; of the upload's first match where the upload as a whole changed; null where none
/// matches.</param>
/// <param name="EntryId">Of the match; null where the upload as a whole changed.</param>
/// <param name="Before">What it was; null where there was nothing.</param>
/// <param name="After">What it is; null where there is nothing.</param>
public sealed record OutcomeChange(
    string UploadId, ChangeKind Kind, string? Bank, string? EntryId, string? Before, string? After);
