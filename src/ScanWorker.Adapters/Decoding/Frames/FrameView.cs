using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Adapters.Decoding.Frames;

/// <summary>Which look at which frame a luma plane is.</summary>
/// <param name="Frame">From 0.</param>
internal readonly record struct FrameView(int Frame)
{
    /// <summary>What transparent pixels were laid over.</summary>
    public PictureBackdrop Backdrop { get; init; }

    /// <summary>Which part of the frame it is.</summary>
    public PictureCrop Crop { get; init; }

    /// <summary>When it is shown, in seconds from the start of a video; null in a picture.</summary>
    public double? Second { get; init; }
}
