using System.Runtime.InteropServices;
using ScanWorker.Hashing.Pdq;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace ScanWorker.Hashing.Tests.Pdq;

/// <summary>Reads a picture of the shared set into a plane, as a decoder would.</summary>
internal static class PictureFile
{
    private static readonly Configuration Formats =
        new(new PngConfigurationModule(), new JpegConfigurationModule(), new WebpConfigurationModule());

    internal static LumaPlane Read(string path)
    {
        using var image = Image.Load<Rgb24>(Formats, File.ReadAllBytes(path));
        var plane = LumaPlane.For(image.Width, image.Height);
        for (var row = 0; row < plane.Height; row++)
        {
            var pixels = image.DangerousGetPixelRowMemory(plane.SourceRow(row)).Span;
            plane.SetRow(row, MemoryMarshal.AsBytes(pixels));
        }

        return plane;
    }
}
