namespace ScanWorker.Hashing.Pdq;

/// <summary>Hashes of a picture's eight symmetries from one set of coefficients.</summary>
/// <remarks>
/// Turning or mirroring a picture only transposes its DCT and negates every other row or column. So a transform has
/// its signs and, if transposed, its indices swapped; negation is exact, and no pixel is read twice.
/// </remarks>
internal static class Dihedrals
{
    private const int Size = Dct64To16.Size;

    /// <summary>The hash of the coefficients as one of the eight transforms would have left them.</summary>
    internal static Hash256 HashOf(ReadOnlySpan<float> coefficients, DihedralTransform transform)
    {
        Span<float> turned = stackalloc float[Median.Count];
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                var value = coefficients[(i * Size) + j];
                turned[IsTransposed(transform) ? (j * Size) + i : (i * Size) + j] = IsNegated(transform, i, j) ? -value : value;
            }
        }

        return Bits(turned, Median.Of(turned));
    }

    private static bool IsTransposed(DihedralTransform transform) => transform
        is DihedralTransform.Rotate90 or DihedralTransform.Rotate270
        or DihedralTransform.FlipPlus1 or DihedralTransform.FlipMinus1;

    private static bool IsNegated(DihedralTransform transform, int row, int column) => transform switch
    {
        DihedralTransform.Rotate90 or DihedralTransform.FlipY => column % 2 == 0,
        DihedralTransform.Rotate270 or DihedralTransform.FlipX => row % 2 == 0,
        DihedralTransform.Rotate180 or DihedralTransform.FlipMinus1 => (row + column) % 2 == 1,
        _ => false,
    };

    // The text form starts with word 15, so bit k = 16 * row + column counts from the end of the 32 bytes.
    private static Hash256 Bits(ReadOnlySpan<float> coefficients, float median)
    {
        Span<byte> bytes = stackalloc byte[Hash256.SizeBytes];
        bytes.Clear();
        for (var k = 0; k < coefficients.Length; k++)
        {
            if (coefficients[k] > median)
            {
                bytes[Hash256.SizeBytes - 1 - (k / 8)] |= (byte)(1 << (k % 8));
            }
        }

        return new Hash256(bytes);
    }
}
