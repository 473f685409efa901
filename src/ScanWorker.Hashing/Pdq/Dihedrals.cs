using ScanWorker.Hashing.Pdq.Filtering;

namespace ScanWorker.Hashing.Pdq;

/// <summary>Coefficients of a picture's eight symmetries from those of the picture.</summary>
/// <remarks>
/// Turning or mirroring a picture only transposes its DCT and negates every other row or column. Negation is exact, so
/// a transform is a table of where each coefficient comes from and with which sign, and no pixel is read twice.
/// </remarks>
internal static class Dihedrals
{
    internal const int Count = 8;
    private const int Size = Dct64To16.Size;

    private static readonly (byte[] Sources, float[] Signs)[] Tables =
        [.. Enum.GetValues<DihedralTransform>().Select(Table)];

    /// <summary>Writes the coefficients that the transformed picture would have had.</summary>
    /// <param name="coefficients">16 x 16 of the picture.</param>
    /// <param name="transformed">Receives 16 x 16.</param>
    internal static void Apply(
        DihedralTransform transform, ReadOnlySpan<float> coefficients, Span<float> transformed)
    {
        var (sources, signs) = Tables[(int)transform];
        for (var i = 0; i < Median.Count; i++)
        {
            transformed[i] = coefficients[sources[i]] * signs[i];
        }
    }

    /// <summary>Which of the filter's grids the transformed picture has its samples from.</summary>
    internal static int GridOf(DihedralTransform transform) => transform switch
    {
        DihedralTransform.Rotate270 or DihedralTransform.FlipX => 1,
        DihedralTransform.Rotate90 or DihedralTransform.FlipY => 2,
        DihedralTransform.Rotate180 or DihedralTransform.FlipMinus1 => 3,
        _ => 0,
    };

    private static (byte[] Sources, float[] Signs) Table(DihedralTransform transform)
    {
        var (sources, signs) = (new byte[Median.Count], new float[Median.Count]);
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                var source = (row * Size) + column;
                var target = IsTransposed(transform) ? (column * Size) + row : source;
                sources[target] = (byte)source;
                signs[target] = IsNegated(transform, row, column) ? -1f : 1f;
            }
        }

        return (sources, signs);
    }

    private static bool IsTransposed(DihedralTransform transform) => transform
        is DihedralTransform.Rotate90 or DihedralTransform.Rotate270
        or DihedralTransform.FlipPlus1 or DihedralTransform.FlipMinus1;

    // Reversing an axis negates its odd frequencies, of which the first has number 0 here.
    private static bool IsNegated(DihedralTransform transform, int row, int column)
    {
        var grid = GridOf(transform);
        return (JaroszFilter.AreRowsTurned(grid) && row % 2 == 0)
            != (JaroszFilter.AreColumnsTurned(grid) && column % 2 == 0);
    }
}
