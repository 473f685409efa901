using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Testing.Pictures;

/// <summary>A picture of one byte a pixel, to draw on.</summary>
internal sealed class GreyPicture(int width, int height)
{
    internal int Width { get; } = width;

    internal int Height { get; } = height;

    internal byte[] Pixels { get; } = new byte[width * height];

    /// <summary>Fills what of the rectangle lies within the picture.</summary>
    internal void Fill(int x, int y, int width, int height, byte grey)
    {
        var (left, right) = (Math.Max(0, x), Math.Min(Width, x + width));
        for (var row = Math.Max(0, y); row < Math.Min(Height, y + height) && left < right; row++)
        {
            Pixels.AsSpan((row * Width) + left, right - left).Fill(grey);
        }
    }

    /// <summary>Draws another one, which fits.</summary>
    internal void Draw(GreyPicture other, int x, int y)
    {
        for (var row = 0; row < other.Height; row++)
        {
            other.Pixels.AsSpan(row * other.Width, other.Width).CopyTo(Pixels.AsSpan(((y + row) * Width) + x));
        }
    }

    /// <summary>A copy of a part of it.</summary>
    internal GreyPicture Part(int x, int y, int width, int height)
    {
        var part = new GreyPicture(width, height);
        for (var row = 0; row < height; row++)
        {
            Pixels.AsSpan(((y + row) * Width) + x, width).CopyTo(part.Pixels.AsSpan(row * width));
        }

        return part;
    }

    /// <summary>Its luma. Dispose it.</summary>
    internal LumaPlane ToPlane()
    {
        var plane = LumaPlane.For(Width, Height);
        for (var row = 0; row < plane.Height; row++)
        {
            plane.SetGreyRow(row, Pixels.AsSpan(plane.SourceRow(row) * Width, Width));
        }

        return plane;
    }
}
