namespace ScanWorker.Pipeline.Content;

/// <summary>What was decoded; the pixels went to the visitor and are gone.</summary>
/// <param name="Format">The format.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="FramesDecoded">How many frames the visitor saw, the first ones.</param>
/// <param name="FramesTotal">How many there are.</param>
public sealed record DecodedImage(ImageFormat Format, int Width, int Height, int FramesDecoded, int FramesTotal)
{
    /// <summary>There are frames that nobody looked at: without a match the verdict is
    /// <see cref="UnscannableCode.TooManyFrames"/>.</summary>
    public bool FramesCapped => FramesDecoded < FramesTotal;
}
