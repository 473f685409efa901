using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;
using SkiaSharp;

namespace ScanWorker.Adapters.Decoding.Skia;

/// <summary>Decodes JPEG, PNG, GIF, WebP, BMP and ICO with Skia's codecs, which are Chromium's: what they make of an
/// odd or damaged picture is what people see of it.</summary>
/// <remarks>
/// It is given the content as it is. Colours are brought to sRGB by the picture's own profile; orientation is left to
/// the transforms of the hash. A call into it cannot be ended, and it is native code: it belongs into a process that
/// can be killed. Thread-safe.
/// </remarks>
internal sealed class SkiaDecoder(BlockPool pool) : IPictureDecoder
{
    private const int BytesPerPixel = 4;
    private const long WorkBytes = 1 << 20;

    private static readonly Lazy<bool> Started = new(Start);

    public string Name => "skia";

    public string Version { get; } = LibraryVersion.Of(typeof(SKCodec));

    public bool IsAvailable => Started.Value;

    /// <summary>Reads what the header declares, and walks the frames of an animation.</summary>
    /// <returns>A structure that lists no frames; <see cref="Damage.Undecodable"/> if browsers show nothing of
    /// it.</returns>
    public static Outcome<PictureStructure> ReadHeader(ImageFormat format, ReadOnlyMemory<byte> content)
    {
        using var picture = SkiaPicture.Open(content);
        if (picture is null)
        {
            return Damage.Undecodable;
        }

        var pixels = (long)picture.Width * picture.Height;
        var bytes = (pixels * (BytesPerPixel + CodecBytesPerPixel(format))) + content.Length + WorkBytes;
        return new PictureStructure(picture.Width, picture.Height, picture.FrameCount, bytes, []);
    }

    public UnscannableReason? Decode(
        PictureSurvey picture, int framesMax, IFrameVisitor visitor, CancellationToken deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(framesMax, 1);
        return picture is { Format: ImageFormat.Png, Structure.Frames.Count: > 1 }
            ? ShowAnimatedPng(picture, framesMax, visitor, deadline)
            : Show(picture, framesMax, visitor, deadline);
    }

    private static bool Start()
    {
        try
        {
            using var space = SKColorSpace.CreateSrgb();
            using var bitmap = new SKBitmap(1, 1);
            return !bitmap.IsNull;
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException)
        {
            return false;
        }
    }

    private UnscannableReason? Show(
        PictureSurvey picture, int framesMax, IFrameVisitor visitor, CancellationToken deadline)
    {
        using var opened = SkiaPicture.Open(picture.Content);
        if (opened is null)
        {
            return Damage.Undecodable;
        }

        if ((opened.Width, opened.Height) != (picture.Structure.Width, picture.Structure.Height))
        {
            return Damage.Malformed;
        }

        using var canvas = new SkiaCanvas(pool, opened.Width, opened.Height);
        for (var frame = 0; frame < Math.Min(framesMax, opened.FrameCount); frame++)
        {
            deadline.ThrowIfCancellationRequested();
            var result = canvas.Draw(opened, frame);
            if (picture.Format == ImageFormat.Bmp)
            {
                canvas.Amend(picture.Content);
            }

            if (result is SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput)
            {
                FrameShow.Show(canvas, frame, visitor);
            }

            if (ReasonOf(result) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    // This build of Skia knows still PNG alone, so each frame is given to it as a picture, and drawn here.
    private UnscannableReason? ShowAnimatedPng(
        PictureSurvey picture, int framesMax, IFrameVisitor visitor, CancellationToken deadline)
    {
        using var memory = new DecodeAllocator(pool, long.MaxValue);
        using var canvas = new Canvas(picture.Structure.Width, picture.Structure.Height, memory);
        for (var i = 0; i < Math.Min(framesMax, picture.Structure.Frames.Count); i++)
        {
            deadline.ThrowIfCancellationRequested();
            var frame = picture.Structure.Frames[i];
            using var opened = SkiaPicture.Open(Join(frame.Pieces));
            if (opened is null || (opened.Width, opened.Height) != (frame.Width, frame.Height))
            {
                return Damage.Undecodable;
            }

            using var pixels = new SkiaCanvas(pool, frame.Width, frame.Height);
            var reason = ReasonOf(pixels.Draw(opened, 0));
            canvas.Draw(pixels, frame);
            FrameShow.Show(canvas, i, visitor);
            canvas.Leave(frame);
            if (reason is not null)
            {
                return reason;
            }
        }

        return null;
    }

    private static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> pieces)
    {
        var whole = new byte[pieces.Sum(piece => piece.Length)];
        var position = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(whole.AsMemory(position));
            position += piece.Length;
        }

        return whole;
    }

    // Beside the pixels that come out: coefficients of a progressive JPEG with three whole components; rows of an
    // interlaced PNG; a frame and what was below it in GIF; lossless WebP's pixels twice, and a frame of an animation.
    private static int CodecBytesPerPixel(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => 6,
        ImageFormat.Png => 8,
        ImageFormat.Gif => 12,
        ImageFormat.Webp => 16,
        _ => 4,
    };

    private static UnscannableReason? ReasonOf(SKCodecResult result) => result switch
    {
        SKCodecResult.Success => null,
        SKCodecResult.IncompleteInput => Damage.Truncated,
        SKCodecResult.InternalError => UnscannableCode.DecodeMemory,
        SKCodecResult.Unimplemented => new UnscannableReason(UnscannableCode.UnsupportedFormat, "variant"),
        _ => Damage.Undecodable,
    };
}
