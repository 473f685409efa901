using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>How the bytes of a picture are laid out, found without decoding any of them.</summary>
/// <remarks>
/// Each reader walks its format from first byte to last. So a picture that was cut off is found out however patient
/// the decoder is; and the decoder is given only what makes pixels: no EXIF, no colour profile, no comment ever
/// reaches it.
/// </remarks>
/// <param name="Width">Of the canvas, 1 or more.</param>
/// <param name="Height">Of the canvas, 1 or more.</param>
/// <param name="FrameCount">All frames, 1 or more.</param>
/// <param name="DecodeBytes">The most memory that decoding takes at once.</param>
/// <param name="Frames">The first frames, as many as were asked for.</param>
internal sealed record PictureStructure(
    int Width, int Height, int FrameCount, long DecodeBytes, IReadOnlyList<FramePieces> Frames)
{
    /// <summary>One frame that covers the canvas; such a picture needs none.</summary>
    public bool IsStill => FrameCount == 1 && Frames is [var frame] && frame.Covers(Width, Height);

    /// <summary>Reads the structure of a content of the given format.</summary>
    /// <param name="format">As sniffed.</param>
    /// <param name="content">All of it.</param>
    /// <param name="framesMax">How many frames to list; 0 if only the header is wanted.</param>
    public static Outcome<PictureStructure> Read(ImageFormat format, ReadOnlyMemory<byte> content, int framesMax) =>
        format switch
        {
            ImageFormat.Jpeg => JpegStructure.Read(content),
            ImageFormat.Png => PngStructure.Read(content, framesMax),
            ImageFormat.Gif => GifStructure.Read(content, framesMax),
            ImageFormat.Webp => WebpStructure.Read(content, framesMax),
            ImageFormat.Bmp => BmpStructure.Read(content),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format is decoded."),
        };
}
