namespace ScanWorker.Hashing.Pdq;

/// <summary>The 16 x 16 lowest frequencies but the first of each axis, of the 64 x 64 discrete cosine transform.</summary>
internal static class Dct64To16
{
    internal const int Size = 16;
    private const int InputSize = JaroszFilter.SampledSize;

    /// <summary>16 x 64: row i holds the cosine of frequency i + 1.</summary>
    internal static readonly float[] Matrix = CreateMatrix();

    /// <summary>B = D A Dt, each dot product in the order of its index.</summary>
    /// <param name="samples">A: 64 x 64.</param>
    /// <param name="coefficients">B: receives 16 x 16.</param>
    internal static void Run(ReadOnlySpan<float> samples, Span<float> coefficients)
    {
        Span<float> half = stackalloc float[Size * InputSize];
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < InputSize; j++)
            {
                var sum = 0f;
                for (var k = 0; k < InputSize; k++)
                {
                    sum += Matrix[(i * InputSize) + k] * samples[(k * InputSize) + j];
                }

                half[(i * InputSize) + j] = sum;
            }
        }

        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < Size; j++)
            {
                var sum = 0f;
                for (var k = 0; k < InputSize; k++)
                {
                    sum += half[(i * InputSize) + k] * Matrix[(j * InputSize) + k];
                }

                coefficients[(i * Size) + j] = sum;
            }
        }
    }

    private static float[] CreateMatrix()
    {
        var matrix = new float[Size * InputSize];
        var scale = (float)Math.Sqrt(2.0 / InputSize);
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < InputSize; j++)
            {
                var angle = Math.PI / 2.0 / InputSize * (i + 1) * ((2 * j) + 1);
                matrix[(i * InputSize) + j] = (float)(scale * Math.Cos(angle));
            }
        }

        return matrix;
    }
}
