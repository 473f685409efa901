using System.ComponentModel;
using ScanWorker.Hashing;
using ScanWorker.Matching.Index.Videos;

namespace ScanWorker.Pipeline.Policy;

/// <summary>When a video matches a vPDQ hash of a bank: both shares must be reached.</summary>
public sealed record VideoThresholds
{
    /// <summary>Of banks that say nothing.</summary>
    internal static VideoThresholds Default { get; } = new();

    [Description("Largest Hamming distance in bits at which two frames match, 0 to 256. Default 31, the reference's.")]
    public int MaxDistance { get; set; } = HashAlgorithm.Pdq.DefaultDistance;

    [Description(
        "How many of a hundred frames of the known video must match one of the upload's, 0 to 100. Default 80: the "
            + "known video is in the upload, perhaps within a longer one. With 0, a part of it is found.")]
    public int KnownPercent { get; set; } = 80;

    [Description(
        "How many of a hundred frames of the upload must match one of the known video's, 0 to 100. Default 0. With 80, "
            + "the upload may hold little else.")]
    public int UploadPercent { get; set; }

    /// <summary>As the index is asked.</summary>
    internal VideoRule ToRule() => new(MaxDistance, KnownPercent, UploadPercent);
}
