using System.Runtime.CompilerServices;
using ScanWorker.Hashing.Pdq.Filtering;
using ScanWorker.Hashing.Pdq.Vectors;

namespace ScanWorker.Hashing.Pdq;

/// <summary>
/// The 16 x 16 lowest frequencies but the first of each axis, of the 64 x 64 discrete cosine transform.
/// </summary>
internal static class Dct64To16
{
    internal const int Size = 16;

    /// <summary>Floats of the transform after its first half.</summary>
    internal const int HalfLength = Size * InputSize;

    private const int InputSize = JaroszFilter.SampledSize;

    // 16 x 64, row i holds the cosine of frequency i + 1; and the same transposed.
    private static readonly float[] Matrix = CreateMatrix();
    private static readonly float[] Transposed = Transpose(Matrix);

    /// <summary>B = D A Dt, each dot product in the order of its index.</summary>
    /// <param name="samples">A: 64 x 64.</param>
    /// <param name="half">D A: receives 16 x 64.</param>
    /// <param name="coefficients">B: receives 16 x 16.</param>
    internal static void Run(ReadOnlySpan<float> samples, Span<float> half, Span<float> coefficients)
    {
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

    /// <summary>The same with one dot product in each lane.</summary>
    internal static void Run<TVector>(ReadOnlySpan<float> samples, Span<float> half, Span<float> coefficients)
        where TVector : struct, IFloatVector<TVector>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, InputSize * InputSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(half.Length, HalfLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(coefficients.Length, Size * Size);
        Multiply<TVector>(in Matrix[0], in samples[0], InputSize, ref half[0]);
        Multiply<TVector>(in half[0], in Transposed[0], Size, ref coefficients[0]);
    }

    /// <summary>
    /// A 16 x 64 matrix times a 64 x <paramref name="columns"/> one; four rows at a time hide the latency of a sum.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TVector>(
        ref readonly float left, ref readonly float right, int columns, ref float product)
        where TVector : struct, IFloatVector<TVector>
    {
        for (var row = 0; row < Size; row += 4)
        {
            for (var column = 0; column < columns; column += TVector.Count)
            {
                var (sum0, sum1, sum2, sum3) = (TVector.All(0f), TVector.All(0f), TVector.All(0f), TVector.All(0f));
                for (var k = 0; k < InputSize; k++)
                {
                    ref var factor = ref Unsafe.Add(ref Unsafe.AsRef(in left), (row * InputSize) + k);
                    var values = TVector.Load(in right, (k * columns) + column);
                    sum0 += TVector.All(factor) * values;
                    sum1 += TVector.All(Unsafe.Add(ref factor, InputSize)) * values;
                    sum2 += TVector.All(Unsafe.Add(ref factor, 2 * InputSize)) * values;
                    sum3 += TVector.All(Unsafe.Add(ref factor, 3 * InputSize)) * values;
                }

                sum0.Store(ref product, (row * columns) + column);
                sum1.Store(ref product, ((row + 1) * columns) + column);
                sum2.Store(ref product, ((row + 2) * columns) + column);
                sum3.Store(ref product, ((row + 3) * columns) + column);
            }
        }
    }

    private static float[] Transpose(float[] matrix)
    {
        var transposed = new float[matrix.Length];
        for (var i = 0; i < matrix.Length; i++)
        {
            transposed[(i % InputSize * Size) + (i / InputSize)] = matrix[i];
        }

        return transposed;
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
