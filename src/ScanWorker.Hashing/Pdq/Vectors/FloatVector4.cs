using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace ScanWorker.Hashing.Pdq.Vectors;

/// <summary>Four lanes: AdvSimd on ARM, SSE on x86.</summary>
internal readonly struct FloatVector4(Vector128<float> value) : IFloatVector<FloatVector4>
{
    private readonly Vector128<float> _value = value;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector4 operator +(FloatVector4 left, FloatVector4 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector4 operator -(FloatVector4 left, FloatVector4 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector4 operator *(FloatVector4 left, FloatVector4 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector4 operator /(FloatVector4 left, FloatVector4 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector4 All(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector4 Load(ref readonly float source, int offset) =>
        new(Vector128.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatVector4 WholeMagnitude(FloatVector4 value) =>
        new(Vector128.Abs(Vector128.Truncate(value._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint BitsBelow(FloatVector4 left, FloatVector4 right) =>
        Vector128.LessThan(left._value, right._value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        ref readonly float source, int sourceStride, ref float destination, int destinationStride)
    {
        var row0 = Vector128.LoadUnsafe(in source);
        var row1 = Vector128.LoadUnsafe(in source, (nuint)sourceStride);
        var row2 = Vector128.LoadUnsafe(in source, (nuint)(2 * sourceStride));
        var row3 = Vector128.LoadUnsafe(in source, (nuint)(3 * sourceStride));
        var even = ZipLow(row0, row2);
        var odd = ZipLow(row1, row3);
        var evenHigh = ZipHigh(row0, row2);
        var oddHigh = ZipHigh(row1, row3);
        ZipLow(even, odd).StoreUnsafe(ref destination);
        ZipHigh(even, odd).StoreUnsafe(ref destination, (nuint)destinationStride);
        ZipLow(evenHigh, oddHigh).StoreUnsafe(ref destination, (nuint)(2 * destinationStride));
        ZipHigh(evenHigh, oddHigh).StoreUnsafe(ref destination, (nuint)(3 * destinationStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, int offset) =>
        _value.StoreUnsafe(ref destination, (nuint)offset);

    // Interleaves the lower, or the upper, two lanes of both. The plain form is for machines with neither instruction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Vector128.Create(left[0], right[0], left[1], right[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Vector128.Create(left[2], right[2], left[3], right[3]);
}
