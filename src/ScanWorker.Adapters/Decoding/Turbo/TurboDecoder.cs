using System.Buffers;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Turbo;

/// <summary>Decodes the luma plane of plain JPEGs with libjpeg-turbo, where the system has it.</summary>
/// <remarks>
/// PDQ needs luma alone, and most JPEGs store it as a plane of its own. Where one does not, or where the library has as
/// much as a warning to give, nothing is shown and <see cref="Declined"/> is the answer: another decoder looks at it.
/// Thread-safe.
/// </remarks>
internal sealed class TurboDecoder(BlockPool pool) : IPictureDecoder
{
    public const string KnownAs = "libjpeg-turbo";

    /// <summary>Not a picture for this decoder. Nothing of it was shown.</summary>
    public static readonly UnscannableReason Declined = new(UnscannableCode.UnsupportedFormat, "declined");

    public string Name => KnownAs;

    public string Version => TurboJpeg.Version;

    public bool IsAvailable => TurboJpeg.IsAvailable;

    public UnscannableReason? Decode(
        PictureSurvey picture, int framesMax, IFrameVisitor visitor, CancellationToken deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(framesMax, 1);
        deadline.ThrowIfCancellationRequested();
        var decoder = TurboJpeg.Create();
        if (decoder == 0)
        {
            return UnscannableCode.DecodeMemory;
        }

        try
        {
            return Show(decoder, picture, visitor, deadline);
        }
        finally
        {
            _ = TurboJpeg.Destroy(decoder);
        }
    }

    private UnscannableReason? Show(
        nint decoder, PictureSurvey picture, IFrameVisitor visitor, CancellationToken deadline)
    {
        var content = picture.Content.Span;
        if (!TurboJpeg.TryReadHeader(decoder, content, out var width, out var height, out var colours)
            || colours is not (TurboJpeg.Colours.YCbCr or TurboJpeg.Colours.Grey)
            || (width, height) != (picture.Structure.Width, picture.Structure.Height))
        {
            return Declined;
        }

        using var luma = pool.Rent(checked(width * height));
        if (!TurboJpeg.TryDecodeLuma(decoder, content, luma.Memory.Span, width, height))
        {
            return Declined;
        }

        deadline.ThrowIfCancellationRequested();
        FrameShow.Show(new LumaRows(luma, width, height), 0, visitor);
        return null;
    }

    private sealed class LumaRows(IMemoryOwner<byte> luma, int width, int height)
        : PictureRows(width, height, PixelLayout.Grey8)
    {
        public override ReadOnlySpan<byte> Row(int y) => luma.Memory.Span.Slice(y * Width, Width);
    }
}
