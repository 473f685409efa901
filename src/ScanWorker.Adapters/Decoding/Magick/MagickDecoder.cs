using System.Buffers;
using ImageMagick;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Magick;

/// <summary>Decodes JPEG XL, TIFF, JPEG 2000, and JPEGs coded as browsers do not read them, with ImageMagick.</summary>
/// <remarks>Native code that cannot be ended: it belongs into a process that can be killed. Thread-safe.</remarks>
internal sealed class MagickDecoder : IPictureDecoder
{
    private const long WorkBytes = 16 << 20;

    // The library keeps 27 KB of each page that it has read the header of.
    private const uint FramesCountedMax = 1024;

    // Four channels of one byte; JPEG 2000 has four bytes a sample beside them.
    private const int BytesPerPixel = 4 + 16;

    private static readonly Dictionary<ImageFormat, MagickFormat> FormatsOf = new()
    {
        [ImageFormat.Jpeg] = MagickFormat.Jpeg,
        [ImageFormat.JpegXl] = MagickFormat.Jxl,
        [ImageFormat.Tiff] = MagickFormat.Tiff,
        [ImageFormat.Jpeg2000] = MagickFormat.Jp2,
    };

    public string Name => "magick";

    public string Version => MagickLibrary.Version;

    /// <summary>The library is there, and under our policy.</summary>
    public bool IsAvailable => MagickLibrary.IsAvailable;

    /// <summary>What it is used for.</summary>
    public static IEnumerable<MagickFormat> Formats => FormatsOf.Values;

    /// <summary>Reads the headers of the first thousand pictures in the content.</summary>
    /// <returns>A structure that lists no frames, and counts those; or why there is none.</returns>
    public static Outcome<PictureStructure> ReadHeader(ImageFormat format, ReadOnlyMemory<byte> content)
    {
        using var pictures = new MagickImageCollection();
        try
        {
            pictures.Ping(new ReadOnlySequence<byte>(content), SettingsFor(format, 0, FramesCountedMax));
        }
        catch (MagickException failure)
        {
            return ReasonOf(failure);
        }

        var width = pictures.Select(picture => (int)picture.Width).DefaultIfEmpty().Max();
        var height = pictures.Select(picture => (int)picture.Height).DefaultIfEmpty().Max();
        return width < 1 || height < 1
            ? Damage.Malformed
            : new PictureStructure(
                width, height, pictures.Count, ((long)width * height * BytesPerPixel) + content.Length + WorkBytes, []);
    }

    public UnscannableReason? Decode(
        PictureSurvey picture, int framesMax, IFrameVisitor visitor, CancellationToken deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(framesMax, 1);
        var content = new ReadOnlySequence<byte>(picture.Content);
        var frames = Math.Min(framesMax, picture.Structure.FrameCount);
        UnscannableReason? contested = null;
        for (var frame = 0; frame < frames; frame++)
        {
            deadline.ThrowIfCancellationRequested();
            var settings = SettingsFor(picture.Format, frame, 1);
            using var read = new MagickImage();
            try
            {
                read.Read(content, settings);
                read.ColorSpace = ColorSpace.sRGB;
            }
            catch (MagickException failure)
            {
                return ReasonOf(failure);
            }

            contested ??= HasPlainColours(read) ? null : Oddity.ContestedColours.Reason();
            using var pixels = read.GetPixelsUnsafe();
            FrameShow.Show(new MagickRows(read, pixels), frame, visitor);
        }

        return contested;
    }

    // Pixels are taken as they are stored; viewers apply the profile. Of a JPEG XL without one the library makes one
    // that says the same as its codes.
    private static bool HasPlainColours(MagickImage picture) =>
        picture.GetColorProfile() is not { } profile || ColourProfile.IsPlain(profile.ToByteArray());

    private static MagickReadSettings SettingsFor(ImageFormat format, int frame, uint frames) =>
        new() { Format = FormatsOf[format], FrameIndex = (uint)frame, FrameCount = frames };

    private static UnscannableReason ReasonOf(MagickException failure) => failure switch
    {
        MagickResourceLimitErrorException => UnscannableCode.DecodeMemory,
        MagickMissingDelegateErrorException or MagickPolicyErrorException or MagickOptionErrorException =>
            new UnscannableReason(UnscannableCode.UnsupportedFormat, "variant"),
        _ => Damage.Undecodable,
    };

    private sealed class MagickRows(MagickImage picture, IUnsafePixelCollection<byte> pixels)
        : PictureRows(
            (int)picture.Width, (int)picture.Height, picture.HasAlpha ? PixelLayout.Rgba32 : PixelLayout.Rgb24)
    {
        private readonly PixelMapping _mapping = picture.HasAlpha ? PixelMapping.RGBA : PixelMapping.RGB;

        public override ReadOnlySpan<byte> Row(int y) => pixels.ToByteArray(0, y, (uint)Width, 1, _mapping);
    }
}
