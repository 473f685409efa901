using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace ScanWorker.Adapters.Samples;

/// <summary>A picture that was drawn by us, and what happens to pictures. Edits give a new one.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Rgb">Row by row, three bytes a pixel.</param>
internal sealed record SamplePicture(int Width, int Height, byte[] Rgb)
{
    private const int BytesPerPixel = 3;

    public static SamplePicture Blank(int width, int height) =>
        new(width, height, new byte[width * height * BytesPerPixel]);

    public SamplePicture Resized(int width, int height) => Edited(edit => edit.Resize(width, height));

    /// <param name="amount">1 changes nothing, 1.2 is a fifth brighter.</param>
    public SamplePicture Brightened(float amount) => Edited(edit => edit.Brightness(amount));

    /// <param name="percent">How much of each side is cut off.</param>
    public SamplePicture Cropped(int percent)
    {
        var (left, top) = (Width * percent / 100, Height * percent / 100);
        return Edited(edit => edit.Crop(new Rectangle(left, top, Width - (2 * left), Height - (2 * top))));
    }

    /// <summary>By a quarter, clockwise.</summary>
    public SamplePicture Rotated() => Edited(edit => edit.Rotate(RotateMode.Rotate90));

    /// <summary>Left becomes right.</summary>
    public SamplePicture Mirrored() => Edited(edit => edit.Flip(FlipMode.Horizontal));

    public SamplePicture Greyed() => Edited(edit => edit.Grayscale());

    public void Paint(Func<int, int, Colour> colour) =>
        PaintWithin(0, 0, Width, Height, (x, y, _) => colour(x, y));

    public void PaintWithin(float left, float top, float right, float bottom, Func<int, int, Colour, Colour> colour)
    {
        var pixels = MemoryMarshal.Cast<byte, Rgb24>(Rgb.AsSpan());
        for (var y = (int)Math.Max(top, 0); y < Math.Min(bottom, Height); y++)
        {
            for (var x = (int)Math.Max(left, 0); x < Math.Min(right, Width); x++)
            {
                ref var pixel = ref pixels[(y * Width) + x];
                var (red, green, blue) = colour(x, y, new Colour(pixel.R, pixel.G, pixel.B));
                pixel = new Rgb24(red, green, blue);
            }
        }
    }

    internal Image<Rgb24> ToImage() => Image.LoadPixelData<Rgb24>(Rgb, Width, Height);

    private SamplePicture Edited(Action<IImageProcessingContext> edit)
    {
        using var image = ToImage();
        image.Mutate(edit);
        var edited = Blank(image.Width, image.Height);
        image.CopyPixelDataTo(edited.Rgb);
        return edited;
    }
}
