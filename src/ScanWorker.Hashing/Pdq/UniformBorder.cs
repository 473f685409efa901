namespace ScanWorker.Hashing.Pdq;

/// <summary>Finds what is within a border, a letterbox or bars at the sides, of one brightness.</summary>
/// <remarks>
/// It looks at the plane, so at most at 512 rows and columns. A picture without a border costs a look at the beginning
/// of four edges. Noise as JPEG makes it is allowed for: a little everywhere, more in the blocks that the edge of the
/// inner picture crosses.
/// </remarks>
public static class UniformBorder
{
    // How far a border's pixels may be from its brightness: on average, and each but one in this many.
    private const float MeanDeviationMax = 2;
    private const float DeviationMax = 8;
    private const int OutliersOneIn = 200;

    // In a block with an edge through it, and how many pixels of the picture such blocks are wide.
    private const float EdgeMeanDeviationMax = 6;
    private const int EdgeBlockPixels = 8;

    // What is left must be worth a hash, and what goes must change one.
    private const int InsideMin = 16;
    private const int InsideOneIn = 8;
    private const int TrimmedOneIn = 64;

    /// <summary>The inside of the outermost border of <paramref name="plane"/>.</summary>
    /// <returns>In pixels of the plane's source; null where there is no border, one so thin that it changes nothing, or
    /// nothing within it.</returns>
    /// <exception cref="InvalidOperationException">A row of the plane was never set.</exception>
    public static PictureArea? Inside(LumaPlane plane)
    {
        var source = plane.SourceArea(0, 0, plane.Width, plane.Height);
        var edges = new Edges(plane.View, LinesOf(plane.Height, source.Height), LinesOf(plane.Width, source.Width));
        return edges.Trim() ? plane.SourceArea(edges.Left, edges.Top, edges.Right, edges.Bottom) : null;
    }

    private static int LinesOf(int lines, int sourceLines) =>
        ((EdgeBlockPixels * lines) + sourceLines - 1) / sourceLines;

    /// <param name="plane">All of it.</param>
    /// <param name="blockRows">Rows of the plane that a block is high.</param>
    /// <param name="blockColumns">Columns that it is wide.</param>
    private ref struct Edges(LumaView plane, int blockRows, int blockColumns)
    {
        private readonly LumaView _plane = plane;

        public int Left { get; private set; }

        public int Top { get; private set; }

        public int Right { get; private set; } = plane.Width;

        public int Bottom { get; private set; } = plane.Height;

        /// <returns>There is a border, and something within it.</returns>
        public bool Trim()
        {
            if (_plane.Width < InsideMin || _plane.Height < InsideMin || !TryBrightness(out var brightness))
            {
                return false;
            }

            // Rows first: those of a letterbox reach from side to side. Sides are looked at between them.
            Top = Depth(brightness, isRow: true, fromEnd: false);
            Bottom = _plane.Height - (Top == _plane.Height ? 0 : Depth(brightness, isRow: true, fromEnd: true));
            if (Bottom <= Top)
            {
                return false;
            }

            Left = Depth(brightness, isRow: false, fromEnd: false);
            Right = _plane.Width - (Left == _plane.Width ? 0 : Depth(brightness, isRow: false, fromEnd: true));
            return Right - Left >= Math.Max(InsideMin, _plane.Width / InsideOneIn)
                && Bottom - Top >= Math.Max(InsideMin, _plane.Height / InsideOneIn)
                && ((_plane.Width - (Right - Left)) * TrimmedOneIn >= _plane.Width
                    || (_plane.Height - (Bottom - Top)) * TrimmedOneIn >= _plane.Height);
        }

        /// <summary>Brightness of the first of the four edges that has one throughout.</summary>
        private readonly bool TryBrightness(out float brightness)
        {
            foreach (var isRow in (ReadOnlySpan<bool>)[true, false])
            {
                foreach (var line in (ReadOnlySpan<int>)[0, (isRow ? _plane.Height : _plane.Width) - 1])
                {
                    brightness = MiddleOf(isRow, line);
                    if (Fits(isRow, line, brightness, MeanDeviationMax))
                    {
                        return true;
                    }
                }
            }

            brightness = 0;
            return false;
        }

        /// <summary>How many lines from one side belong to the border.</summary>
        private readonly int Depth(float brightness, bool isRow, bool fromEnd)
        {
            var lines = isRow ? _plane.Height : _plane.Width;
            var depth = 0;
            while (depth < lines && Fits(isRow, LineAt(depth), brightness, MeanDeviationMax))
            {
                depth++;
            }

            if (depth == 0)
            {
                return 0;
            }

            var linesMore = isRow ? blockRows : blockColumns;
            for (var more = 0; more < linesMore && depth < lines; more++, depth++)
            {
                if (!Fits(isRow, LineAt(depth), brightness, EdgeMeanDeviationMax))
                {
                    break;
                }
            }

            return depth;

            int LineAt(int index) => fromEnd ? lines - 1 - index : index;
        }

        // The mean of a few would follow an outlier; the middle of three does not.
        private readonly float MiddleOf(bool isRow, int line)
        {
            var (a, b, c) = (At(isRow, line, 1, 4), At(isRow, line, 2, 4), At(isRow, line, 3, 4));
            return Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
        }

        private readonly float At(bool isRow, int line, int part, int parts) =>
            isRow
                ? _plane.Row(line)[_plane.Width * part / parts]
                : _plane.Row(_plane.Height * part / parts)[line];

        private readonly bool Fits(bool isRow, int line, float brightness, float meanMax)
        {
            var (from, to) = isRow ? (Left, Right) : (Top, Bottom);
            var outliersLeft = meanMax > MeanDeviationMax ? int.MaxValue : (to - from) / OutliersOneIn;
            var sumMax = meanMax * (to - from);
            var row = isRow ? _plane.Row(line) : default;
            var sum = 0f;
            for (var i = from; i < to; i++)
            {
                var deviation = Math.Abs((isRow ? row[i] : _plane.Row(i)[line]) - brightness);
                sum += deviation;
                if (sum > sumMax || (deviation > DeviationMax && --outliersLeft < 0))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
