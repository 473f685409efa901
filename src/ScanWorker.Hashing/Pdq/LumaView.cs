namespace ScanWorker.Hashing.Pdq;

/// <summary>A plane of luma in somebody's memory.</summary>
internal readonly ref struct LumaView
{
    /// <param name="values">Row after row, each <paramref name="stride"/> floats after the one before.</param>
    /// <param name="stride">At least <paramref name="width"/>.</param>
    internal LumaView(ReadOnlySpan<float> values, int height, int width, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, width);
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, height == 0 ? 0 : ((height - 1) * stride) + width);
        Values = values;
        Height = height;
        Width = width;
        Stride = stride;
    }

    internal ReadOnlySpan<float> Values { get; }

    internal int Height { get; }

    internal int Width { get; }

    internal int Stride { get; }

    /// <exception cref="ArgumentException"><paramref name="area"/> reaches beyond the plane.</exception>
    internal LumaView Part(PictureArea area) =>
        area.X >= 0 && area.Y >= 0 && area.Width > 0 && area.Height > 0
        && area.X <= Width - area.Width && area.Y <= Height - area.Height
            ? new LumaView(Values[((area.Y * Stride) + area.X)..], area.Height, area.Width, Stride)
            : throw new ArgumentException("The area reaches beyond the plane.", nameof(area));

    internal ReadOnlySpan<float> Row(int row) => Values.Slice(row * Stride, Width);
}
