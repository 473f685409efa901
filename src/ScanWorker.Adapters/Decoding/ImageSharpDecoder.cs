using System.Runtime.InteropServices;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.PixelFormats;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Decodes JPEG, PNG, GIF, WebP and BMP with ImageSharp 2.1, animations frame by frame.</summary>
/// <remarks>
/// Orientation and colour profile are left out of account, as the PDQ reference does. See docs/decisions on what
/// ImageSharp is given to see and what not.
/// </remarks>
internal sealed class ImageSharpDecoder(BlockPool pool) : IPictureDecoder
{
    public string Name => "imagesharp";

    public string Version { get; } = LibraryVersion.Of(typeof(Image));

    public bool IsAvailable => true;

    public UnscannableReason? Decode(
        PictureSurvey picture, int framesMax, IFrameVisitor visitor, CancellationToken deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(framesMax, 1);
        var structure = picture.Structure;
        using var session = new PixelSession(pool, picture.Format, structure.DecodeBytes, deadline);
        if (!structure.IsStill)
        {
            return ShowFrames(session, structure, framesMax, visitor, deadline);
        }

        return picture.MayBeTransparent
            ? ShowStill<Rgba32>(session, structure.Frames[0], PixelLayout.Rgba32, visitor)
            : ShowStill<Rgb24>(session, structure.Frames[0], PixelLayout.Rgb24, visitor);
    }

    private static UnscannableReason? ShowStill<TPixel>(
        PixelSession session, FramePieces frame, PixelLayout layout, IFrameVisitor visitor)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var decoded = session.Decode<TPixel>(frame);
        if (!decoded.TryGet(out var picture))
        {
            return decoded.Reason;
        }

        using var owned = picture;
        FrameShow.Show(new StillRows<TPixel>(picture, layout), 0, visitor);
        return null;
    }

    private static UnscannableReason? ShowFrames(
        PixelSession session, PictureStructure structure, int framesMax, IFrameVisitor visitor,
        CancellationToken deadline)
    {
        using var canvas = new Canvas(structure.Width, structure.Height, session.Memory);
        for (var i = 0; i < Math.Min(framesMax, structure.Frames.Count); i++)
        {
            deadline.ThrowIfCancellationRequested();
            var frame = structure.Frames[i];
            var decoded = session.Decode<Rgba32>(frame);
            if (!decoded.TryGet(out var picture))
            {
                return decoded.Reason;
            }

            using (picture)
            {
                canvas.Draw(new StillRows<Rgba32>(picture, PixelLayout.Rgba32), frame);
            }

            FrameShow.Show(canvas, i, visitor);
            canvas.Leave(frame);
        }

        return null;
    }

    private sealed class StillRows<TPixel>(Image<TPixel> picture, PixelLayout layout)
        : PictureRows(picture.Width, picture.Height, layout) where TPixel : unmanaged, IPixel<TPixel>
    {
        public override ReadOnlySpan<byte> Row(int y) =>
            MemoryMarshal.AsBytes(picture.DangerousGetPixelRowMemory(y).Span);
    }
}
