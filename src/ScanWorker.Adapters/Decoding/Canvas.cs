using System.Buffers;
using System.Runtime.InteropServices;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Structures;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Where the frames of an animation are drawn one over the other, as a viewer draws them. Transparent at
/// first.</summary>
internal sealed class Canvas(int width, int height, MemoryAllocator allocator)
    : PictureRows(width, height, PixelLayout.Rgba32), IDisposable
{
    private const int BytesPerPixel = 4;

    private readonly IMemoryOwner<Rgba32> _pixels = allocator.Allocate<Rgba32>(width * height);

    private IMemoryOwner<Rgba32>? _below;

    /// <summary>The memory that a canvas takes.</summary>
    /// <param name="pixels">Its width by its height.</param>
    /// <param name="restores">Some frame is to leave what was there before it.</param>
    public static long BytesFor(long pixels, bool restores) => pixels * BytesPerPixel * (restores ? 2 : 1);

    public override ReadOnlySpan<byte> Row(int y) =>
        MemoryMarshal.AsBytes(_pixels.Memory.Span.Slice(y * Width, Width));

    /// <summary>Draws a frame. <see cref="Leave"/> it before the next is drawn.</summary>
    /// <param name="picture">The frame's pixels, with opacity.</param>
    /// <param name="frame">Where they go.</param>
    public void Draw(PictureRows picture, FramePieces frame)
    {
        var place = Place(frame);
        if (frame.Disposal == FrameDisposal.Restore && !place.IsEmpty)
        {
            _below = allocator.Allocate<Rgba32>(place.Width * place.Height);
            ForEachRow(place, (row, canvas) => canvas.CopyTo(_below.Memory.Span[(row * place.Width)..]));
        }

        ForEachRow(place, (row, canvas) =>
        {
            var drawn = MemoryMarshal.Cast<byte, Rgba32>(picture.Row(row))[..place.Width];
            if (frame.Blends)
            {
                Blend(drawn, canvas);
            }
            else
            {
                drawn.CopyTo(canvas);
            }
        });
    }

    /// <summary>Does with a frame's place what the frame wants done when it has been shown.</summary>
    public void Leave(FramePieces frame)
    {
        var place = Place(frame);
        if (frame.Disposal == FrameDisposal.Clear)
        {
            ForEachRow(place, (_, canvas) => canvas.Clear());
        }
        else if (_below is { } below)
        {
            ForEachRow(place, (row, canvas) => below.Memory.Span.Slice(row * place.Width, place.Width).CopyTo(canvas));
            below.Dispose();
            _below = null;
        }
    }

    public void Dispose()
    {
        _pixels.Dispose();
        _below?.Dispose();
    }

    // Colour of the upper over the lower, weighted by what each contributes; exact where one of them is opaque or
    // absent.
    private static void Blend(ReadOnlySpan<Rgba32> upper, Span<Rgba32> lower)
    {
        for (var x = 0; x < upper.Length; x++)
        {
            var (over, under) = (upper[x], lower[x]);
            if (over.A == byte.MaxValue || (under.A == 0 && over.A != 0))
            {
                lower[x] = over;
            }
            else if (over.A != 0)
            {
                var shows = under.A * (byte.MaxValue - over.A) / byte.MaxValue;
                var alpha = over.A + shows;
                lower[x] = new Rgba32(
                    (byte)(((over.R * over.A) + (under.R * shows)) / alpha),
                    (byte)(((over.G * over.A) + (under.G * shows)) / alpha),
                    (byte)(((over.B * over.A) + (under.B * shows)) / alpha),
                    (byte)alpha);
            }
        }
    }

    private Rectangle Place(FramePieces frame) =>
        Rectangle.Intersect(
            new Rectangle(0, 0, Width, Height), new Rectangle(frame.X, frame.Y, frame.Width, frame.Height));

    private void ForEachRow(Rectangle place, RowAction action)
    {
        for (var row = 0; row < place.Height; row++)
        {
            action(row, _pixels.Memory.Span.Slice(((place.Y + row) * Width) + place.X, place.Width));
        }
    }

    private delegate void RowAction(int row, Span<Rgba32> canvas);
}
