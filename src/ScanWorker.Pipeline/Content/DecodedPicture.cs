namespace ScanWorker.Pipeline.Content;

/// <summary>What was decoded; its pixels are gone.</summary>
/// <param name="Format">In kebab-case, by the first bytes; never by name or media type.</param>
/// <param name="Width">In pixels, 1 or more; of the whole canvas if it is animated.</param>
/// <param name="Height">The same.</param>
/// <param name="FramesDecoded">How many frames were looked at, the first ones.</param>
/// <param name="FramesTotal">How many there are.</param>
/// <param name="Decoder">Which decoder made the pixels, and the version of its library: <c>name/version</c>.</param>
public sealed record DecodedPicture(
    string Format, int Width, int Height, int FramesDecoded, int FramesTotal, string Decoder)
{
    /// <summary>There are frames that nobody looked at.</summary>
    public bool FramesCapped => FramesDecoded < FramesTotal;
}
