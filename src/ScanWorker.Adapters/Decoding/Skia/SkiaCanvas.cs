using System.Buffers;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;
using SkiaSharp;

namespace ScanWorker.Adapters.Decoding.Skia;

/// <summary>Where Skia draws the frames of a picture, one over the other.</summary>
/// <remarks>Left to itself, Skia decodes all that a frame rests on again for each frame: a hundred frames would cost
/// five thousand. So what is there is kept, and said.</remarks>
internal sealed class SkiaCanvas(BlockPool pool, int width, int height)
    : PictureRows(width, height, PixelLayout.Rgba32), IDisposable
{
    private const int NoFrame = -1;

    private readonly IMemoryOwner<byte> _pixels = pool.Rent(checked(width * height * 4));
    private readonly SKColorSpace _colours = SKColorSpace.CreateSrgb();
    private IMemoryOwner<byte>? _below;
    private int _drawn = NoFrame;

    public override ReadOnlySpan<byte> Row(int y) => _pixels.Memory.Span.Slice(y * Width * 4, Width * 4);

    /// <summary>Draws a frame over those that were drawn before. Frames come in their order.</summary>
    public SKCodecResult Draw(SkiaPicture picture, int frame)
    {
        var pixels = _pixels.Memory.Span;
        if (_below is { } below)
        {
            below.Memory.Span.CopyTo(pixels);
            below.Dispose();
            _below = null;
        }

        var required = picture.RequiredFrame(frame);
        var prior = required >= 0 && _drawn >= required ? _drawn : NoFrame;
        if (picture.Restores(frame))
        {
            _below = pool.Rent(pixels.Length);
            pixels.CopyTo(_below.Memory.Span);
        }
        else
        {
            _drawn = frame;
        }

        if (prior == NoFrame)
        {
            pixels.Clear();
        }

        var info = new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, _colours);
        return picture.Draw(info, frame, prior, pixels);
    }

    /// <summary>Draws what browsers show of a BMP and Skia does not.</summary>
    /// <param name="content">The BMP that was drawn.</param>
    public void Amend(ReadOnlyMemory<byte> content)
    {
        if (BmpHeader.Read(content.Span) is not { } header)
        {
            return;
        }

        var pixels = _pixels.Memory.Span[..(Width * Height * 4)];
        BmpRunPixels.Draw(header, content.Span, Width, pixels);
        if (BmpOpacity.Of(header, content) is { } opacity)
        {
            for (var y = 0; y < Height; y++)
            {
                opacity.Set(y, pixels.Slice(y * Width * 4, Width * 4));
            }
        }
    }

    public void Dispose()
    {
        _below?.Dispose();
        _pixels.Dispose();
        _colours.Dispose();
    }
}
