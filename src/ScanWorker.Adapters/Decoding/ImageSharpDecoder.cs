using System.Runtime.InteropServices;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Ports;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.PixelFormats;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Decodes JPEG, PNG, GIF, WebP and BMP with ImageSharp 2.1, animations frame by frame.</summary>
/// <remarks>
/// A picture's pixels are the stored ones: transparency, orientation and colour profile are left out of account, as
/// the PDQ reference does. See docs/decisions on what ImageSharp is given to see and what not.
/// </remarks>
internal sealed class ImageSharpDecoder(BlockPool pool) : IImageDecoder
{
    public Outcome<ImageHeader> Identify(ReadOnlyMemory<byte> content)
    {
        if (FormatSniffer.Sniff(content.Span, out var format) is { } refused)
        {
            return refused;
        }

        var read = PictureStructure.Read(format, content, framesMax: 0);
        return read.TryGet(out var structure)
            ? new ImageHeader(format, structure.Width, structure.Height, structure.FrameCount, structure.DecodeBytes)
            : read.Reason;
    }

    public Outcome<DecodedImage> Decode(
        ReadOnlyMemory<byte> content, ImageHeader header, int framesMax, IFrameVisitor visitor,
        CancellationToken deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(framesMax, 1);
        var read = PictureStructure.Read(header.Format, content, framesMax);
        if (!read.TryGet(out var structure))
        {
            return read.Reason;
        }

        using var session = new PixelSession(pool, header.Format, header.EstimatedDecodeBytes, deadline);
        var failure = structure.IsStill
            ? ShowStill(session, structure.Frames[0], visitor)
            : ShowFrames(session, structure, visitor, deadline);
        return failure is { } reason
            ? reason
            : new DecodedImage(
                header.Format, structure.Width, structure.Height, structure.Frames.Count, structure.FrameCount);
    }

    private static UnscannableReason? ShowStill(PixelSession session, FramePieces frame, IFrameVisitor visitor)
    {
        var decoded = session.Decode<Rgb24>(frame);
        if (!decoded.TryGet(out var picture))
        {
            return decoded.Reason;
        }

        using var owned = picture;
        using var plane = LumaPlane.For(picture.Width, picture.Height);
        for (var row = 0; row < plane.Height; row++)
        {
            var pixels = picture.DangerousGetPixelRowMemory(plane.SourceRow(row)).Span;
            plane.SetRow(row, MemoryMarshal.AsBytes(pixels));
        }

        visitor.Visit(0, plane);
        return null;
    }

    private static UnscannableReason? ShowFrames(
        PixelSession session, PictureStructure structure, IFrameVisitor visitor, CancellationToken deadline)
    {
        using var canvas = new Canvas(structure.Width, structure.Height, session.Memory);
        for (var i = 0; i < structure.Frames.Count; i++)
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
                canvas.Draw(picture, frame);
            }

            Show(canvas, i, visitor);
            canvas.Leave(frame);
        }

        return null;
    }

    private static void Show(Canvas canvas, int index, IFrameVisitor visitor)
    {
        using var plane = LumaPlane.For(canvas.Width, canvas.Height);
        for (var row = 0; row < plane.Height; row++)
        {
            plane.SetRgbaRow(row, MemoryMarshal.AsBytes(canvas.Row(plane.SourceRow(row))));
        }

        visitor.Visit(index, plane);
    }
}
