using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Testing;

/// <summary>Benign pictures as files. The pictures are those of the demo: <see cref="SamplePictures"/>.</summary>
internal static class TestImages
{
    /// <summary>The formats whose structure the product reads itself.</summary>
    public static IReadOnlyList<ImageFormat> Formats { get; } =
        [ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Gif, ImageFormat.Webp, ImageFormat.Bmp];

    /// <summary>One picture in a format; the lossy ones at a quality that keeps its perceptual hash.</summary>
    public static byte[] File(ImageFormat format, int seed = 1, int width = 640, int height = 480) =>
        File(format, SamplePictures.Scene(seed, width, height));

    public static byte[] File(ImageFormat format, SamplePicture picture) => format switch
    {
        ImageFormat.Jpeg => picture.ToJpeg(),
        ImageFormat.Png => picture.ToPng(),
        ImageFormat.Gif => picture.ToGif(),
        ImageFormat.Webp => picture.ToWebp(),
        ImageFormat.Bmp => picture.ToBmp(),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
