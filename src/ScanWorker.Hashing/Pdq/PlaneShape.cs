namespace ScanWorker.Hashing.Pdq;

/// <summary>Which pixels of an image the plane is made of: all, or 512 x 512 by nearest neighbour.</summary>
public readonly struct PlaneShape
{
    private readonly int _sourceHeight;

    public PlaneShape(int sourceWidth, int sourceHeight)
    {
        SourceWidth = sourceWidth;
        _sourceHeight = sourceHeight;
        var isSampled = sourceWidth > LumaPlane.DimensionMax || sourceHeight > LumaPlane.DimensionMax;
        Width = isSampled ? LumaPlane.DimensionMax : sourceWidth;
        Height = isSampled ? LumaPlane.DimensionMax : sourceHeight;
    }

    internal int SourceWidth { get; }

    internal int Width { get; }

    /// <summary>Rows of the plane, at most <see cref="LumaPlane.DimensionMax"/>.</summary>
    public int Height { get; }

    /// <summary>Which row of the image feeds <paramref name="row"/> of the plane.</summary>
    public int SourceRow(int row) => Nearest(row, _sourceHeight, Height);

    internal int SourceColumn(int column) => Nearest(column, SourceWidth, Width);

    /// <summary>Writes the source pixel of each column.</summary>
    internal void FillColumns(Span<int> columns)
    {
        for (var column = 0; column < Width; column++)
        {
            columns[column] = SourceColumn(column);
        }
    }

    private static int Nearest(int index, int sourceSize, int size) =>
        size == sourceSize ? index : (int)((long)index * sourceSize / size);
}
