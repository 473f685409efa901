using System.Buffers;

namespace ScanWorker.Hashing.Pdq;

/// <summary>PDQ: the 256-bit perceptual hash of an image, bit for bit the C++ reference's.</summary>
/// <remarks>
/// Reference: facebook/ThreatExchange pdq/cpp, commit in docs/references.md. Thread-safe. A plane below 5 in a
/// dimension has the zero hash and quality 0, as in the reference.
/// </remarks>
public static class PdqHasher
{
    /// <summary>How many transforms <see cref="HashDihedral(LumaPlane, Span{Hash256})"/> gives.</summary>
    public const int DihedralCount = 8;

    /// <summary>Largest magnitude of luma; beyond it the reference's integer quality would overflow.</summary>
    public const float LumaMagnitudeMax = 65_536;

    private const int HashableSizeMin = 5;
    private const int UnfilteredSize = JaroszFilter.SampledSize;

    /// <exception cref="InvalidOperationException">A row of the plane was never set.</exception>
    public static PdqFingerprint Hash(LumaPlane plane) => HashFinite(plane.Luma, plane.Height, plane.Width);

    /// <param name="luma">Row-major, <c>height * width</c> values, commonly 0 to 255.</param>
    /// <param name="height">Above 512 in either dimension, the plane is sampled to 512 x 512 like an image's pixels.</param>
    /// <param name="width">As <paramref name="height"/>.</param>
    /// <exception cref="ArgumentException">The length is not height times width, or a value is not a number, infinite or
    /// beyond <see cref="LumaMagnitudeMax"/>.</exception>
    public static PdqFingerprint Hash(ReadOnlySpan<float> luma, int height, int width)
    {
        if (IsSampled(luma, height, width))
        {
            using var plane = Sample(luma, height, width);
            return Hash(plane);
        }

        return HashFinite(luma, height, width);
    }

    /// <summary>All eight transforms from one pass over the pixels.</summary>
    /// <param name="plane">Every row of it set.</param>
    /// <param name="eight">Receives the hash of each <see cref="DihedralTransform"/> at its number.</param>
    /// <returns>The quality, 0 to 100.</returns>
    /// <exception cref="ArgumentException"><paramref name="eight"/> is not 8 long.</exception>
    public static int HashDihedral(LumaPlane plane, Span<Hash256> eight) =>
        HashDihedralFinite(plane.Luma, plane.Height, plane.Width, eight);

    /// <inheritdoc cref="Hash(ReadOnlySpan{float}, int, int)"/>
    /// <inheritdoc cref="HashDihedral(LumaPlane, Span{Hash256})" path="/returns"/>
    public static int HashDihedral(ReadOnlySpan<float> luma, int height, int width, Span<Hash256> eight)
    {
        if (IsSampled(luma, height, width))
        {
            using var plane = Sample(luma, height, width);
            return HashDihedral(plane, eight);
        }

        return HashDihedralFinite(luma, height, width, eight);
    }

    private static PdqFingerprint HashFinite(ReadOnlySpan<float> luma, int height, int width)
    {
        if (height < HashableSizeMin || width < HashableSizeMin)
        {
            return default;
        }

        Span<float> coefficients = stackalloc float[Median.Count];
        // The reference takes a plane that already is 64 x 64 as it stands, but only when it computes a single hash.
        var quality = Transform(luma, height, width, height != UnfilteredSize || width != UnfilteredSize, coefficients);
        return new PdqFingerprint(Dihedrals.HashOf(coefficients, DihedralTransform.Original), quality);
    }

    private static int HashDihedralFinite(ReadOnlySpan<float> luma, int height, int width, Span<Hash256> eight)
    {
        if (eight.Length != DihedralCount)
        {
            throw new ArgumentException($"There are {DihedralCount} transforms, not {eight.Length}.", nameof(eight));
        }

        if (height < HashableSizeMin || width < HashableSizeMin)
        {
            eight.Clear();
            return 0;
        }

        Span<float> coefficients = stackalloc float[Median.Count];
        var quality = Transform(luma, height, width, isFiltered: true, coefficients);
        for (var transform = 0; transform < eight.Length; transform++)
        {
            eight[transform] = Dihedrals.HashOf(coefficients, (DihedralTransform)transform);
        }

        return quality;
    }

    private static int Transform(
        ReadOnlySpan<float> luma, int height, int width, bool isFiltered, Span<float> coefficients)
    {
        Span<float> samples = stackalloc float[JaroszFilter.SampledSize * JaroszFilter.SampledSize];
        if (isFiltered)
        {
            Filter(luma, height, width, samples);
        }
        else
        {
            luma.CopyTo(samples);
        }

        Dct64To16.Run(samples, coefficients);
        return ImageQuality.Of(samples);
    }

    private static void Filter(ReadOnlySpan<float> luma, int height, int width, Span<float> samples)
    {
        var scratch = ArrayPool<float>.Shared.Rent(2 * luma.Length);
        var copy = scratch.AsSpan(0, luma.Length);
        luma.CopyTo(copy);
        JaroszFilter.Run(copy, scratch.AsSpan(luma.Length, luma.Length), height, width, samples);
        scratch.AsSpan(0, 2 * luma.Length).Clear();
        ArrayPool<float>.Shared.Return(scratch);
    }

    private static bool IsSampled(ReadOnlySpan<float> luma, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        if (luma.Length != (long)height * width)
        {
            throw new ArgumentException(
                $"A plane of {height} rows of {width} has {(long)height * width} values, not {luma.Length}.", nameof(luma));
        }

        foreach (var value in luma)
        {
            if (!(Math.Abs(value) <= LumaMagnitudeMax))
            {
                throw new ArgumentException(
                    $"Luma must be a number from -{LumaMagnitudeMax} to {LumaMagnitudeMax}.", nameof(luma));
            }
        }

        return (height > LumaPlane.DimensionMax || width > LumaPlane.DimensionMax) && luma.Length > 0;
    }

    private static LumaPlane Sample(ReadOnlySpan<float> luma, int height, int width)
    {
        var plane = LumaPlane.For(width, height);
        for (var row = 0; row < plane.Height; row++)
        {
            plane.SetLumaRow(row, luma.Slice(plane.SourceRow(row) * width, width));
        }

        return plane;
    }
}
