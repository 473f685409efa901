using ScanWorker.Adapters.Samples;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace ScanWorker.Testing;

/// <summary>One frame of an animation.</summary>
internal sealed record TestFrame(
    SamplePicture Picture, int X = 0, int Y = 0, TestDisposal Disposal = TestDisposal.Keep, bool Blends = true)
{
    /// <summary>How opaque each pixel is, 255 for throughout; null where all are. Stored in PNG alone.</summary>
    public byte[]? Opacity { get; init; }

    /// <summary>Told by WebP alone.</summary>
    public int DurationMs { get; init; } = 100;

    /// <summary>Two borders, one within the other, around pixels of which each page shows something else.</summary>
    public static TestFrame OfEveryLook(int seed)
    {
        const int Side = 160;
        const int Border = 24;
        var (scene, veil) = (SamplePictures.Scene(seed, Side, Side), SamplePictures.Scene(seed + 100, Side, Side));
        var picture = SamplePicture.Blank(Side, Side);
        var opacity = new byte[Side * Side];
        opacity.AsSpan().Fill(byte.MaxValue);
        picture.PaintWithin(Border, Border, Side - Border, Side - Border, (_, _, _) => new Colour(255, 255, 255));
        picture.PaintWithin(2 * Border, 2 * Border, Side - (2 * Border), Side - (2 * Border), (x, y, _) =>
        {
            var pixel = (y * Side) + x;
            opacity[pixel] = veil.Rgb[pixel * 3];
            return new Colour(scene.Rgb[pixel * 3], scene.Rgb[(pixel * 3) + 1], scene.Rgb[(pixel * 3) + 2]);
        });
        return new TestFrame(picture, Blends: false) { Opacity = opacity };
    }

    /// <summary>The frame as a still picture.</summary>
    public byte[] ToPng()
    {
        if (Opacity is null)
        {
            return Picture.ToPng();
        }

        var rgba = new byte[Opacity.Length * 4];
        for (var i = 0; i < Opacity.Length; i++)
        {
            Picture.Rgb.AsSpan(i * 3, 3).CopyTo(rgba.AsSpan(i * 4));
            rgba[(i * 4) + 3] = Opacity[i];
        }

        using var image = Image.LoadPixelData<Rgba32>(rgba, Picture.Width, Picture.Height);
        using var file = new MemoryStream();
        image.SaveAsPng(file, new PngEncoder { ColorType = PngColorType.RgbWithAlpha });
        return file.ToArray();
    }

    /// <summary>What a viewer shows of opaque frames, one after the other, beginning with black.</summary>
    public static IEnumerable<SamplePicture> Shown(int width, int height, IReadOnlyList<TestFrame> frames)
    {
        var canvas = SamplePicture.Blank(width, height);
        foreach (var frame in frames)
        {
            var before = canvas;
            canvas = Over(canvas, frame, frame.Picture);
            yield return canvas;
            canvas = frame.Disposal switch
            {
                TestDisposal.Clear =>
                    Over(canvas, frame, SamplePicture.Blank(frame.Picture.Width, frame.Picture.Height)),
                TestDisposal.Restore => before,
                _ => canvas,
            };
        }
    }

    private static SamplePicture Over(SamplePicture canvas, TestFrame frame, SamplePicture picture)
    {
        var drawn = canvas with { Rgb = [.. canvas.Rgb] };
        for (var y = 0; y < picture.Height && frame.Y + y < canvas.Height; y++)
        {
            var count = Math.Min(picture.Width, canvas.Width - frame.X) * 3;
            var to = (((frame.Y + y) * canvas.Width) + frame.X) * 3;
            picture.Rgb.AsSpan(y * picture.Width * 3, count).CopyTo(drawn.Rgb.AsSpan(to));
        }

        return drawn;
    }
}
