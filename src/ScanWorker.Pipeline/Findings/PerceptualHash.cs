using System.Text.Json.Serialization;
using ScanWorker.Hashing;

namespace ScanWorker.Pipeline.Findings;

/// <summary>One PDQ hash of one frame.</summary>
/// <param name="Quality">0 to 100; the same for all transforms of a frame.</param>
public readonly record struct PerceptualHash(Hash256 Hash, int Quality, int Frame, DihedralTransform Transform)
{
    /// <summary>Which part of the frame was hashed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public PictureCrop Crop { get; init; }

    /// <summary>What transparent pixels were laid over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public PictureBackdrop Backdrop { get; init; }

    /// <summary>Where in a video the frame is, in seconds from its start; null in a picture, whose frames have no
    /// time.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Second { get; init; }

    /// <summary>Says nothing of the hash, so that no log line can.</summary>
    public override string ToString() => "perceptual hash";
}
