namespace ScanWorker.Hashing.Pdq;

/// <summary>Which pixels of an image the plane is made of: all, or 512 x 512 by nearest neighbour.</summary>
internal readonly struct PlaneShape
{
    private readonly int _sourceHeight;

    internal PlaneShape(int sourceWidth, int sourceHeight)
    {
        SourceWidth = sourceWidth;
        _sourceHeight = sourceHeight;
        var isSampled = sourceWidth > LumaPlane.DimensionMax || sourceHeight > LumaPlane.DimensionMax;
        Width = isSampled ? LumaPlane.DimensionMax : sourceWidth;
        Height = isSampled ? LumaPlane.DimensionMax : sourceHeight;
    }

    internal int SourceWidth { get; }

    internal int Width { get; }

    internal int Height { get; }

    internal int SourceRow(int row) => Nearest(row, _sourceHeight, Height);

    /// <summary>Writes the source pixel of each column.</summary>
    internal void FillColumns(Span<int> columns)
    {
        for (var column = 0; column < Width; column++)
        {
            columns[column] = Nearest(column, SourceWidth, Width);
        }
    }

    private static int Nearest(int index, int sourceSize, int size) =>
        size == sourceSize ? index : (int)((long)index * sourceSize / size);
}
