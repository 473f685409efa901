using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Testing.Content;

/// <summary>Decodes nothing: gives the header and the frames it was told to, each a black plane.</summary>
internal sealed class FakeImageDecoder(Outcome<ImageHeader> header) : IImageDecoder
{
    /// <summary>Called at each decoding, before any frame is shown.</summary>
    public Action<CancellationToken> OnDecode { get; set; } = _ => { };

    /// <summary>What decoding ends with, if not well.</summary>
    public UnscannableReason? Failure { get; set; }

    /// <summary>The thread of the last decoding.</summary>
    public Thread? DecodedOn { get; private set; }

    /// <summary>How many frames the last decoding was allowed.</summary>
    public int FramesMax { get; private set; }

    public Outcome<ImageHeader> Identify(ReadOnlyMemory<byte> content) => header;

    public Outcome<DecodedImage> Decode(
        ReadOnlyMemory<byte> content, ImageHeader header, int framesMax, IFrameVisitor visitor,
        CancellationToken deadline)
    {
        (DecodedOn, FramesMax) = (Thread.CurrentThread, framesMax);
        OnDecode(deadline);
        deadline.ThrowIfCancellationRequested();
        if (Failure is { } failure)
        {
            return failure;
        }

        var frames = Math.Min(framesMax, header.Frames);
        for (var frame = 0; frame < frames; frame++)
        {
            using var plane = LumaPlane.For(header.Width, header.Height);
            for (var row = 0; row < plane.Height; row++)
            {
                plane.SetGreyRow(row, new byte[header.Width]);
            }

            visitor.Visit(frame, plane);
        }

        return new DecodedImage(header.Format, header.Width, header.Height, frames, header.Frames);
    }
}
