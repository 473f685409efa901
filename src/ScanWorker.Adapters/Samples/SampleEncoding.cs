using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;

namespace ScanWorker.Adapters.Samples;

/// <summary>Writes sample pictures as files.</summary>
internal static class SampleEncoding
{
    extension(SamplePicture picture)
    {
        public byte[] ToJpeg(int quality = 90) => picture.Encode(new JpegEncoder { Quality = quality });

        public byte[] ToPng() => picture.Encode(new PngEncoder());

        public byte[] ToWebp(int quality = 80) =>
            picture.Encode(new WebpEncoder { FileFormat = WebpFileFormatType.Lossy, Quality = quality });

        public byte[] ToLosslessWebp() => picture.Encode(new WebpEncoder { FileFormat = WebpFileFormatType.Lossless });

        public byte[] ToBmp() => picture.Encode(new BmpEncoder());

        public byte[] ToGif() => ToGif([picture]);

        private byte[] Encode(IImageEncoder encoder)
        {
            using var image = picture.ToImage();
            return Save(image, encoder);
        }
    }

    /// <summary>An animation of whole frames, all as large as the first.</summary>
    public static byte[] ToGif(IReadOnlyList<SamplePicture> frames)
    {
        using var animation = frames[0].ToImage();
        foreach (var frame in frames.Skip(1))
        {
            using var image = frame.Resized(frames[0].Width, frames[0].Height).ToImage();
            animation.Frames.AddFrame(image.Frames.RootFrame);
        }

        return Save(animation, new GifEncoder());
    }

    private static byte[] Save(Image image, IImageEncoder encoder)
    {
        using var file = new MemoryStream();
        image.Save(file, encoder);
        return file.ToArray();
    }
}
