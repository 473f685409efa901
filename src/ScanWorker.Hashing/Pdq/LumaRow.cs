using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ScanWorker.Hashing.Pdq;

/// <summary>Pixels of one row to luma, one for each column that is wanted.</summary>
/// <remarks>
/// <c>columns</c> names the source pixel of each column, in ascending order. Pixels are first collected in the memory
/// of the row, as whole numbers, and then converted in place, so that no copy of the content is left elsewhere.
/// </remarks>
internal static class LumaRow
{
    // The reference's: the usual RGB to luminance weights, as 32-bit floats.
    private const float RedWeight = 0.299f;
    private const float GreenWeight = 0.587f;
    private const float BlueWeight = 0.114f;

    /// <summary>The definition: three products in 32-bit floats, added from left to right.</summary>
    internal static float Of(byte red, byte green, byte blue) =>
        (RedWeight * red) + (GreenWeight * green) + (BlueWeight * blue);

    /// <param name="source">R, G and B come first in each pixel of <paramref name="bytesPerPixel"/> (3 or 4).</param>
    internal static void FromColour(
        ReadOnlySpan<byte> source, int bytesPerPixel, ReadOnlySpan<int> columns, Span<float> luma)
    {
        var pixels = MemoryMarshal.Cast<float, uint>(luma);
        // A pixel is read as four bytes, which the last one of three does not have.
        var whole = luma.Length;
        while (whole > 0 && columns[whole - 1] * bytesPerPixel > source.Length - sizeof(uint))
        {
            whole--;
            var pixel = source.Slice(columns[whole] * bytesPerPixel, 3);
            pixels[whole] = (uint)(pixel[0] | (pixel[1] << 8) | (pixel[2] << 16));
        }

        var isAdjacent = source.Length == luma.Length * bytesPerPixel;
        var collected = isAdjacent && bytesPerPixel == 3 && BitConverter.IsLittleEndian
            ? CollectAdjacent(source, pixels[..whole])
            : 0;
        Collect(source, bytesPerPixel, columns[collected..whole], pixels[collected..]);
        ConvertColour(pixels, luma);
    }

    internal static void FromGrey(ReadOnlySpan<byte> source, ReadOnlySpan<int> columns, Span<float> luma)
    {
        for (var column = 0; column < luma.Length; column++)
        {
            luma[column] = source[columns[column]];
        }
    }

    /// <returns>Whether each value taken is a number within <see cref="LumaPlane.LumaMagnitudeMax"/>.</returns>
    internal static bool TryFromLuma(ReadOnlySpan<float> source, ReadOnlySpan<int> columns, Span<float> luma)
    {
        if (source.Length == luma.Length)
        {
            source.CopyTo(luma);
        }
        else
        {
            for (var column = 0; column < luma.Length; column++)
            {
                luma[column] = source[columns[column]];
            }
        }

        return AreInRange(luma);
    }

    // Columns ascend and the last one has been checked, so no read goes beyond the source; a check at each would take
    // as long as all else here.
    private static void Collect(
        ReadOnlySpan<byte> source, int bytesPerPixel, ReadOnlySpan<int> columns, Span<uint> pixels)
    {
        ref var first = ref MemoryMarshal.GetReference(source);
        for (var i = 0; i < columns.Length && i < pixels.Length; i++)
        {
            var pixel = Unsafe.ReadUnaligned<uint>(in Unsafe.Add(ref first, columns[i] * bytesPerPixel));
            pixels[i] = BitConverter.IsLittleEndian ? pixel : BinaryPrimitives.ReverseEndianness(pixel);
        }
    }

    /// <summary>Spreads pixels of three bytes that lie side by side, four at a time.</summary>
    /// <returns>How many of <paramref name="pixels"/> were written.</returns>
    private static int CollectAdjacent(ReadOnlySpan<byte> source, Span<uint> pixels)
    {
        var spread = Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255);
        ref var first = ref MemoryMarshal.GetReference(source);
        var end = Math.Min(pixels.Length, (source.Length - Vector128<byte>.Count) / 3) - Vector128<uint>.Count;
        var column = 0;
        for (; column <= end; column += Vector128<uint>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref first, (nuint)(column * 3));
            Vector128.Shuffle(bytes, spread).AsUInt32().StoreUnsafe(ref pixels[column]);
        }

        return column;
    }

    private static void ConvertColour(Span<uint> pixels, Span<float> luma)
    {
        ref var first = ref MemoryMarshal.GetReference(pixels);
        var column = 0;
        for (; column <= luma.Length - Vector256<float>.Count; column += Vector256<float>.Count)
        {
            var pixel = Vector256.LoadUnsafe(ref first, (nuint)column).AsInt32();
            var red = Vector256.ConvertToSingle(pixel & Vector256.Create(0xFF));
            var green = Vector256.ConvertToSingle((pixel >>> 8) & Vector256.Create(0xFF));
            var blue = Vector256.ConvertToSingle((pixel >>> 16) & Vector256.Create(0xFF));
            ((red * RedWeight) + (green * GreenWeight) + (blue * BlueWeight)).StoreUnsafe(ref luma[column]);
        }

        for (; column < luma.Length; column++)
        {
            var pixel = pixels[column];
            luma[column] = Of((byte)pixel, (byte)(pixel >> 8), (byte)(pixel >> 16));
        }
    }

    private static bool AreInRange(ReadOnlySpan<float> luma)
    {
        var bound = new Vector<float>(LumaPlane.LumaMagnitudeMax);
        var column = 0;
        for (; column <= luma.Length - Vector<float>.Count; column += Vector<float>.Count)
        {
            // A comparison with what is not a number is false.
            if (!Vector.LessThanOrEqualAll(Vector.Abs(new Vector<float>(luma[column..])), bound))
            {
                return false;
            }
        }

        for (; column < luma.Length; column++)
        {
            if (!(Math.Abs(luma[column]) <= LumaPlane.LumaMagnitudeMax))
            {
                return false;
            }
        }

        return true;
    }
}
