using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ScanWorker.Hashing.Pdq.Vectors;

/// <summary>Eight lanes: AVX2.</summary>
internal readonly struct FloatVector8(Vector256<float> value) : IFloatVector<FloatVector8>
{
    private readonly Vector256<float> _value = value;

    public static bool IsSupported => Vector256.IsHardwareAccelerated && Avx.IsSupported;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector8 operator +(FloatVector8 left, FloatVector8 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector8 operator -(FloatVector8 left, FloatVector8 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector8 operator *(FloatVector8 left, FloatVector8 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector8 operator /(FloatVector8 left, FloatVector8 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector8 All(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector8 Load(ref readonly float source, int offset) =>
        new(Vector256.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector8 WholeMagnitude(FloatVector8 value) =>
        new(Vector256.Abs(Vector256.Truncate(value._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint BitsBelow(FloatVector8 left, FloatVector8 right) =>
        Vector256.LessThan(left._value, right._value).ExtractMostSignificantBits();

    // Four columns at a time. A vector takes those columns of rows i and i + 4, one row in each of its
    // 128-bit parts; interleaving within the parts then turns four such vectors (i = 0 to 3) into the four columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        ref readonly float source, int sourceStride, ref float destination, int destinationStride)
    {
        for (var column = 0; column < Count; column += 4)
        {
            var row0 = Rows(in source, column, sourceStride);
            var row1 = Rows(in source, column + sourceStride, sourceStride);
            var row2 = Rows(in source, column + (2 * sourceStride), sourceStride);
            var row3 = Rows(in source, column + (3 * sourceStride), sourceStride);
            var even = Avx.UnpackLow(row0, row2);
            var odd = Avx.UnpackLow(row1, row3);
            var evenHigh = Avx.UnpackHigh(row0, row2);
            var oddHigh = Avx.UnpackHigh(row1, row3);
            var to = column * destinationStride;
            Avx.UnpackLow(even, odd).StoreUnsafe(ref destination, (nuint)to);
            Avx.UnpackHigh(even, odd).StoreUnsafe(ref destination, (nuint)(to + destinationStride));
            Avx.UnpackLow(evenHigh, oddHigh).StoreUnsafe(ref destination, (nuint)(to + (2 * destinationStride)));
            Avx.UnpackHigh(evenHigh, oddHigh).StoreUnsafe(ref destination, (nuint)(to + (3 * destinationStride)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, int offset) =>
        _value.StoreUnsafe(ref destination, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Rows(ref readonly float source, int offset, int stride) => Vector256.Create(
        Vector128.LoadUnsafe(in source, (nuint)offset),
        Vector128.LoadUnsafe(in source, (nuint)(offset + (4 * stride))));
}
