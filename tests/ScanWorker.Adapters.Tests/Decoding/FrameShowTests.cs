using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Samples;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FrameShowTests
{
    private const int Width = 400;
    private const int Height = 300;

    private static readonly SamplePicture Scene = SamplePictures.Scene(5, Width, Height);
    private static readonly Hash256 SceneHash = Decoders.Fingerprint(Scene).Hash;

    private readonly RecordingVisitor _seen = new();

    [Test]
    public void Show_OpaquePicture_IsShownOnce()
    {
        FrameShow.Show(Opaque(Scene), 0, _seen);

        Assert.That(_seen.Looks.Select(look => look.View), Is.EqualTo((FrameView[])[new(0)]));
    }

    // Black everywhere, or white: what is seen of it stands in its opacity, and on one page only.
    [TestCase(0, PictureBackdrop.White)]
    [TestCase(255, PictureBackdrop.Black)]
    public void Show_PictureInItsOpacity_IsShownOnWhiteAndBlack(byte colour, PictureBackdrop page)
    {
        FrameShow.Show(Transparent((grey, _) => (colour, (byte)(colour == 0 ? 255 - grey : grey))), 0, _seen);

        var whole = _seen.Looks.Where(look => look.View.Crop == PictureCrop.None).ToList();
        Assert.That(
            whole.Select(look => look.View.Backdrop),
            Is.EqualTo((PictureBackdrop[])[PictureBackdrop.None, PictureBackdrop.White, PictureBackdrop.Black]));
        Assert.That(
            whole.Single(look => look.View.Backdrop == page).Print.Hash.DistanceTo(in SceneHash),
            Is.LessThanOrEqualTo(4));
    }

    [TestCase(60, 0)]
    [TestCase(0, 80)]
    [TestCase(200, 150)]
    [TestCase(9, 9)]
    public void Show_PictureWithinABorder_IsShownWithinItAsWell(int across, int down)
    {
        FrameShow.Show(Opaque(Framed(Scene, across, down, 255)), 0, _seen);

        var inside = _seen.Looks.Single(look => look.View.Crop == PictureCrop.Border);
        Assert.That(inside.Print.Hash.DistanceTo(in SceneHash), Is.LessThanOrEqualTo(10));
    }

    [Test]
    public void Show_BorderWithinABorder_IsShownWithinBoth()
    {
        FrameShow.Show(Opaque(Framed(Framed(Scene, 50, 0, 0), 40, 40, 255)), 0, _seen);

        var insides = _seen.Looks.Where(look => look.View.Crop == PictureCrop.Border).ToList();
        Assert.That(insides, Has.Count.EqualTo(2));
        Assert.That(insides[1].Print.Hash.DistanceTo(in SceneHash), Is.LessThanOrEqualTo(10));
    }

    private static Rows Opaque(SamplePicture picture) =>
        new(picture.Width, picture.Height, PixelLayout.Rgb24, picture.Rgb);

    private static SamplePicture Framed(SamplePicture picture, int across, int down, byte grey)
    {
        var (width, height) = (picture.Width + (2 * across), picture.Height + (2 * down));
        var rgb = new byte[width * height * 3];
        rgb.AsSpan().Fill(grey);
        for (var y = 0; y < picture.Height; y++)
        {
            picture.Rgb.AsSpan(y * picture.Width * 3, picture.Width * 3)
                .CopyTo(rgb.AsSpan((((y + down) * width) + across) * 3));
        }

        return new SamplePicture(width, height, rgb);
    }

    private static Rows Transparent(Func<byte, int, (byte Colour, byte Opacity)> pixel)
    {
        var rgba = new byte[Width * Height * 4];
        for (var i = 0; i < Width * Height; i++)
        {
            var rgb = Scene.Rgb.AsSpan(i * 3, 3);
            var grey = (byte)((0.299f * rgb[0]) + (0.587f * rgb[1]) + (0.114f * rgb[2]));
            var (colour, opacity) = pixel(grey, i);
            rgba.AsSpan(i * 4, 3).Fill(colour);
            rgba[(i * 4) + 3] = opacity;
        }

        return new Rows(Width, Height, PixelLayout.Rgba32, rgba);
    }

    private sealed class Rows(int width, int height, PixelLayout layout, byte[] bytes)
        : PictureRows(width, height, layout)
    {
        public override ReadOnlySpan<byte> Row(int y)
        {
            var rowBytes = bytes.Length / Height;
            return bytes.AsSpan(y * rowBytes, rowBytes);
        }
    }
}
