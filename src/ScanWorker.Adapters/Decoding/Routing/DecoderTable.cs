using ScanWorker.Adapters.Decoding.Magick;
using ScanWorker.Adapters.Decoding.Skia;
using ScanWorker.Adapters.Decoding.Turbo;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Routing;

/// <summary>A row for each way of decoding: the worker routes by it, <c>doctor</c> and the documentation show
/// it.</summary>
internal static class DecoderTable
{
    private static readonly ImageFormat[] Browsers =
        [ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Gif, ImageFormat.Webp, ImageFormat.Bmp];

    /// <summary>Whether others take over where a decoder is not installed.</summary>
    public static bool IsOptional(string decoder) => decoder == TurboDecoder.KnownAs;

    /// <summary>In the order in which they are asked.</summary>
    /// <param name="pool">Where memory for pixels comes from.</param>
    public static IReadOnlyList<DecoderRow> Rows(BlockPool pool)
    {
        var skia = new SkiaDecoder(pool);
        var magick = new MagickDecoder();
        var turbo = new TurboDecoder(pool);
        return
        [
            // The luma plane alone, of what is coded as luma and colour.
            new([ImageFormat.Jpeg], PictureKind.Canonical, turbo)
            {
                NeedsIsolation = true,
                Needs = "libturbojpeg (Debian: libturbojpeg0)",
            },

            // Where libjpeg-turbo has as much as a warning, and JPEGs without a luma plane.
            new([ImageFormat.Jpeg], PictureKind.Canonical, skia) { NeedsIsolation = true, Behind = turbo },

            // Every browser's own codec: of coded data that is damaged, which nobody of us walks, others show something
            // else.
            new([ImageFormat.Webp], PictureKind.Canonical, skia) { NeedsIsolation = true },

            // Managed code, in any process.
            new(Browsers, PictureKind.Canonical, new ImageSharpDecoder(pool)),

            // Where the decoders before it show nothing.
            new(Browsers, PictureKind.Canonical, skia) { NeedsIsolation = true },

            // Chromium's codecs: what they show of an odd or damaged picture is what people see.
            new(Browsers, PictureKind.Odd, skia, SkiaDecoder.ReadHeader) { NeedsIsolation = true },

            // The largest picture of an icon or cursor.
            new([ImageFormat.Ico], PictureKind.Foreign, skia, SkiaDecoder.ReadHeader) { NeedsIsolation = true },

            // Each picture of the file, the primary one first.
            new([ImageFormat.Heif, ImageFormat.Avif], PictureKind.Foreign, new HeifDecoder(),
                (_, content) => HeifDecoder.ReadHeader(content))
            {
                NeedsIsolation = true,
            },

            // Each page or frame.
            new(
                [ImageFormat.JpegXl, ImageFormat.Tiff, ImageFormat.Jpeg2000], PictureKind.Foreign, magick,
                MagickDecoder.ReadHeader)
            {
                NeedsIsolation = true,
            },

            // What browsers do not show, such as 12 bits a sample.
            new([ImageFormat.Jpeg], PictureKind.Odd, magick, MagickDecoder.ReadHeader) { NeedsIsolation = true },
        ];
    }
}
