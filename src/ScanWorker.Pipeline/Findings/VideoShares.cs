namespace ScanWorker.Pipeline.Findings;

/// <summary>How much of two videos matches, in frames; each hash counts once.</summary>
/// <param name="KnownMatched">Frames of the known video that one of the upload's is near.</param>
/// <param name="KnownFrames">Frames of the known video; without those that only frames are near which a negative bank
/// has.</param>
/// <param name="UploadMatched">Frames of the upload that one of the known video's is near.</param>
/// <param name="UploadFrames">Frames of the upload that are good enough, without those that a negative bank
/// has.</param>
public sealed record VideoShares(int KnownMatched, int KnownFrames, int UploadMatched, int UploadFrames);
