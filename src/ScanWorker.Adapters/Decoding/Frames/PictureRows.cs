using System.Diagnostics;
using System.Numerics;
using System.Runtime.InteropServices;
using ScanWorker.Hashing.Pdq;

namespace ScanWorker.Adapters.Decoding.Frames;

/// <summary>The pixels of one frame, however a decoder keeps them.</summary>
internal abstract class PictureRows(int width, int height, PixelLayout layout)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public PixelLayout Layout { get; } = layout;

    private int BytesPerPixel => Layout switch
    {
        PixelLayout.Grey8 => 1,
        PixelLayout.Rgb24 => 3,
        PixelLayout.Rgba32 => 4,
        _ => throw new UnreachableException(),
    };

    /// <summary>Exactly <see cref="Width"/> pixels.</summary>
    public abstract ReadOnlySpan<byte> Row(int y);

    /// <summary>Copies the luma of an area, stored colours as they are.</summary>
    public LumaPlane PlaneOf(PictureArea area)
    {
        var plane = LumaPlane.For(area.Width, area.Height);
        for (var row = 0; row < plane.Height; row++)
        {
            var source = Row(area.Y + plane.SourceRow(row))
                .Slice(area.X * BytesPerPixel, area.Width * BytesPerPixel);
            switch (Layout)
            {
                case PixelLayout.Grey8:
                    plane.SetGreyRow(row, source);
                    break;
                case PixelLayout.Rgb24:
                    plane.SetRow(row, source);
                    break;
                default:
                    plane.SetRgbaRow(row, source);
                    break;
            }
        }

        return plane;
    }

    /// <summary>Some pixel in the rows that a plane is made of is not opaque.</summary>
    public bool HasTransparency()
    {
        if (Layout != PixelLayout.Rgba32)
        {
            return false;
        }

        var shape = new PlaneShape(Width, Height);
        for (var row = 0; row < shape.Height; row++)
        {
            if (!IsOpaque(MemoryMarshal.Cast<byte, uint>(Row(shape.SourceRow(row)))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOpaque(ReadOnlySpan<uint> pixels)
    {
        var opacity = BitConverter.IsLittleEndian ? 0xFF000000 : 0xFF;
        var all = new Vector<uint>(uint.MaxValue);
        var x = 0;
        for (; x <= pixels.Length - Vector<uint>.Count; x += Vector<uint>.Count)
        {
            all &= new Vector<uint>(pixels[x..]);
        }

        var rest = opacity;
        for (; x < pixels.Length; x++)
        {
            rest &= pixels[x];
        }

        return rest == opacity && Vector.EqualsAll(all & new Vector<uint>(opacity), new Vector<uint>(opacity));
    }
}
