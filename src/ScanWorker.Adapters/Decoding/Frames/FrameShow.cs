using System.Buffers;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Adapters.Decoding.Frames;

/// <summary>Shows one frame in every way that a person may see it.</summary>
/// <remarks>
/// As it is stored; where something is transparent, on a white and on a black page as well; and each of these within
/// its border, where it has one.
/// </remarks>
internal static class FrameShow
{
    // A screenshot of a letterboxed picture has two borders; deeper ones are made to waste time.
    private const int BordersMax = 2;

    private static readonly PictureBackdrop[] Pages = [PictureBackdrop.White, PictureBackdrop.Black];

    /// <summary>How many looks at all of one frame there are, at most.</summary>
    public static int WholeLooksMax { get; } = 1 + Pages.Length;

    /// <summary>How many looks at one frame there are, at most; those at parts of it not counted.</summary>
    public static int LooksMax { get; } = (1 + BordersMax) * WholeLooksMax;

    /// <param name="pixels">Of one frame.</param>
    /// <param name="frame">Its number, from 0.</param>
    /// <param name="visitor">Sees the whole frame first, if it wants it.</param>
    public static void Show(PictureRows pixels, int frame, IFrameVisitor visitor)
    {
        if (!visitor.Wants(frame, pixels))
        {
            return;
        }

        ShowWithin(pixels, new FrameView(frame), visitor);
        if (!pixels.HasTransparency())
        {
            return;
        }

        foreach (var backdrop in Pages)
        {
            using var page = new Page(pixels, backdrop == PictureBackdrop.White ? byte.MaxValue : (byte)0);
            ShowWithin(page, new FrameView(frame) { Backdrop = backdrop }, visitor);
        }
    }

    private static void ShowWithin(PictureRows pixels, FrameView view, IFrameVisitor visitor)
    {
        var area = new PictureArea(0, 0, pixels.Width, pixels.Height);
        for (var borders = 0; ; borders++)
        {
            using var plane = pixels.PlaneOf(area);
            visitor.Visit(view, plane);
            if (borders == BordersMax || UniformBorder.Inside(plane) is not { } inside)
            {
                return;
            }

            view = view with { Crop = PictureCrop.Border };
            area = inside with { X = area.X + inside.X, Y = area.Y + inside.Y };
        }
    }

    /// <summary>A frame over one colour, a row at a time.</summary>
    private sealed class Page(PictureRows pixels, byte grey)
        : PictureRows(pixels.Width, pixels.Height, PixelLayout.Rgb24), IDisposable
    {
        private readonly byte[] _row = ArrayPool<byte>.Shared.Rent(pixels.Width * 3);

        public override ReadOnlySpan<byte> Row(int y)
        {
            var source = pixels.Row(y);
            var row = _row.AsSpan(0, Width * 3);
            for (int from = 0, to = 0; to < row.Length; from += 4, to += 3)
            {
                var opacity = source[from + 3];
                row[to] = Over(source[from], opacity);
                row[to + 1] = Over(source[from + 1], opacity);
                row[to + 2] = Over(source[from + 2], opacity);
            }

            return row;
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_row, clearArray: true);

        private byte Over(int colour, int opacity) =>
            (byte)(((colour * opacity) + (grey * (byte.MaxValue - opacity)) + (byte.MaxValue / 2)) / byte.MaxValue);
    }
}
