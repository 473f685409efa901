using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Ports;

/// <summary>Turns the bytes of a picture into luma planes. Works on the calling thread, from first to last;
/// thread-safe.</summary>
public interface IImageDecoder
{
    /// <summary>Finds the format by its first bytes, then reads what the header declares. Decodes nothing.</summary>
    /// <returns>The header; or <see cref="UnscannableCode.Empty"/>, <see cref="UnscannableCode.UnsupportedFormat"/>
    /// (the detail names the format), <see cref="UnscannableCode.UnknownFormat"/> or
    /// <see cref="UnscannableCode.Corrupt"/>.</returns>
    Outcome<ImageHeader> Identify(ReadOnlyMemory<byte> content);

    /// <summary>Decodes the first frames, one at a time, and hands each to <paramref name="visitor"/>.</summary>
    /// <param name="content">The bytes that <paramref name="header"/> was read from.</param>
    /// <param name="header">From <see cref="Identify"/>. Decoding never takes much more memory than it says.</param>
    /// <param name="framesMax">How many frames at most, at least 1.</param>
    /// <param name="visitor">Sees frame 0, 1, 2 and so on as a viewer would show them, before this method
    /// returns.</param>
    /// <param name="deadline">Ends the work at the next look at it, which can be one row or one frame away.</param>
    /// <returns>What was decoded; or <see cref="UnscannableCode.Corrupt"/>,
    /// <see cref="UnscannableCode.UnsupportedFormat"/> or <see cref="UnscannableCode.DecodeMemory"/>. The visitor may
    /// have seen frames before such an end.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="deadline"/> was reached.</exception>
    Outcome<DecodedImage> Decode(
        ReadOnlyMemory<byte> content, ImageHeader header, int framesMax, IFrameVisitor visitor,
        CancellationToken deadline);
}
