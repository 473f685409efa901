using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ScanWorker.Hashing.Pdq.Lanes;

/// <summary>Sixteen lanes: AVX-512.</summary>
internal readonly struct Lanes16(Vector512<float> value) : ILanes<Lanes16>
{
    private readonly Vector512<float> _value = value;

    public static bool IsSupported => Vector512.IsHardwareAccelerated && Lanes8.IsSupported;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator +(Lanes16 left, Lanes16 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator -(Lanes16 left, Lanes16 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator *(Lanes16 left, Lanes16 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator /(Lanes16 left, Lanes16 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 All(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Load(ref readonly float source, int offset) =>
        new(Vector512.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 WholeMagnitude(Lanes16 value) => new(Vector512.Abs(Vector512.Truncate(value._value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint BitsBelow(Lanes16 left, Lanes16 right) =>
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
            Lanes8.Transpose(
                in Unsafe.Add(ref from, row * sourceStride), sourceStride,
                ref Unsafe.Add(ref destination, row), destinationStride);
            Lanes8.Transpose(
                in Unsafe.Add(ref from, (row * sourceStride) + Half), sourceStride,
                ref Unsafe.Add(ref destination, (Half * destinationStride) + row), destinationStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float destination, int offset) =>
        _value.StoreUnsafe(ref destination, (nuint)offset);
}
