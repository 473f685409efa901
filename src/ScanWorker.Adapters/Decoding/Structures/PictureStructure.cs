using ScanWorker.Adapters.Decoding.Structures.Jpeg;
using ScanWorker.Adapters.Decoding.Structures.Png;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>How the bytes of a picture are laid out, found without decoding any of them.</summary>
/// <remarks>
/// Each reader walks its format from first byte to last. So a picture that was cut off is found out however patient
/// the decoder is; and the decoder is given only what makes pixels: no EXIF, no colour profile, no comment ever
/// reaches it. A picture that is not canonical may be shown in more than one way: only a decoder with the browsers'
/// semantics may speak for it, and it is given the content itself.
/// </remarks>
/// <param name="Width">Of the canvas, 1 or more.</param>
/// <param name="Height">Of the canvas, 1 or more.</param>
/// <param name="FrameCount">All frames, 1 or more.</param>
/// <param name="DecodeBytes">The most memory that decoding takes at once.</param>
/// <param name="Frames">The first frames, as many as were asked for.</param>
internal sealed record PictureStructure(
    int Width, int Height, int FrameCount, long DecodeBytes, IReadOnlyList<FramePieces> Frames)
{
    /// <summary>Of a picture whose structure nothing of ours reads.</summary>
    public static PictureStructure Unread { get; } = new(1, 1, 1, 0, []);

    /// <summary>Why decoders may disagree about it; null if nothing is known to be odd.</summary>
    public Oddity? Oddity { get; init; }

    /// <summary>What is broken. Viewers may still show a part: if that matches, the match decides; if it does not,
    /// this is the verdict's reason. <see cref="Frames"/> lists what is whole, and may be empty.</summary>
    public UnscannableReason? Damage { get; init; }

    /// <summary>Whole files behind or within the first picture that a viewer can reach: the other pictures of an MPO,
    /// or a picture after the end. Looked at for a match; what is wrong with them is not held against the
    /// first.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Further { get; init; } = [];

    /// <summary>Built so that every decoder in use shows the same.</summary>
    public bool IsCanonical => Oddity is null && Damage is null;

    /// <summary>One frame that covers the canvas; such a picture needs none.</summary>
    public bool IsStill => FrameCount == 1 && Frames is [var frame] && frame.Covers(Width, Height);

    /// <summary>Reads the structure of a content of the given format.</summary>
    /// <param name="format">As sniffed.</param>
    /// <param name="content">All of it.</param>
    /// <param name="framesMax">How many frames to list; 0 if only the header is wanted: then the coded pixels are not
    /// walked, and an oddity that only they show is not told.</param>
    /// <param name="deadline">Ends the walk.</param>
    /// <exception cref="OperationCanceledException"><paramref name="deadline"/> was reached.</exception>
    public static Outcome<PictureStructure> Read(
        ImageFormat format, ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline = default)
    {
        deadline.ThrowIfCancellationRequested();
        return format switch
        {
            ImageFormat.Jpeg => JpegPictures.Read(content, framesMax, deadline),
            ImageFormat.Png => PngStructure.Read(content, framesMax, deadline),
            ImageFormat.Gif => GifStructure.Read(content, framesMax, deadline),
            ImageFormat.Webp => WebpStructure.Read(content, framesMax, deadline),
            ImageFormat.Bmp => BmpStructure.Read(content, framesMax, deadline),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format is decoded."),
        };
    }
}
