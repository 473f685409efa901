namespace ScanWorker.Pipeline.Content;

/// <summary>What a picture says of itself, read without decoding a pixel.</summary>
/// <param name="Format">By its first bytes, never by name or media type.</param>
/// <param name="Width">In pixels, 1 or more; of the whole canvas if it is animated.</param>
/// <param name="Height">The same.</param>
/// <param name="Frames">1, or the number of frames of an animation.</param>
/// <param name="EstimatedDecodeBytes">The most memory that decoding holds at once, beside the content itself.</param>
public sealed record ImageHeader(ImageFormat Format, int Width, int Height, int Frames, long EstimatedDecodeBytes)
{
    public long Pixels => (long)Width * Height;
}
