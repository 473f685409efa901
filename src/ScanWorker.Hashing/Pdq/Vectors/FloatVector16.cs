using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ScanWorker.Hashing.Pdq.Vectors;

/// <summary>Sixteen lanes: AVX-512.</summary>
internal readonly struct FloatVector16(Vector512<float> value) : IFloatVector<FloatVector16>
{
    private readonly Vector512<float> _value = value;

    public static bool IsSupported => Vector512.IsHardwareAccelerated && FloatVector8.IsSupported;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector16 operator +(FloatVector16 left, FloatVector16 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector16 operator -(FloatVector16 left, FloatVector16 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector16 operator *(FloatVector16 left, FloatVector16 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector16 operator /(FloatVector16 left, FloatVector16 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector16 All(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector16 Load(ref readonly float source, int offset) =>
        new(Vector512.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector16 WholeMagnitude(FloatVector16 value) =>
        new(Vector512.Abs(Vector512.Truncate(value._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint BitsBelow(FloatVector16 left, FloatVector16 right) =>
        (uint)Vector512.LessThan(left._value, right._value).ExtractMostSignificantBits();

    // Quarter by quarter with eight lanes: fewer instructions than 512-bit shuffles that put rows together from four
    // parts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        ref readonly float source, int sourceStride, ref float destination, int destinationStride)
    {
        const int Half = 8;
        ref var from = ref Unsafe.AsRef(in source);
        for (var row = 0; row < Count; row += Half)
        {
            FloatVector8.Transpose(
                in Unsafe.Add(ref from, row * sourceStride), sourceStride,
                ref Unsafe.Add(ref destination, row), destinationStride);
            FloatVector8.Transpose(
                in Unsafe.Add(ref from, (row * sourceStride) + Half), sourceStride,
                ref Unsafe.Add(ref destination, (Half * destinationStride) + row), destinationStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, int offset) =>
        _value.StoreUnsafe(ref destination, (nuint)offset);
}
