using ScanWorker.Hashing.Pdq.Filtering;

namespace ScanWorker.Hashing.Pdq;

/// <summary>PDQ: the 256-bit perceptual hash of an image, bit for bit the C++ reference's.</summary>
/// <remarks>
/// Reference: facebook/ThreatExchange pdq/cpp, commit in docs/references.md. Thread-safe. A plane below 5 in a
/// dimension has the zero hash and quality 0, as in the reference.
/// </remarks>
public static class PdqHasher
{
    /// <summary>How many transforms <see cref="HashDihedral(LumaPlane, Span{Hash256})"/> gives.</summary>
    public const int DihedralCount = Dihedrals.Count;

    private const int HashableSizeMin = 5;
    private const int UnfilteredSize = JaroszFilter.SampledSize;

    /// <exception cref="InvalidOperationException">A row of the plane was never set.</exception>
    public static PdqFingerprint Hash(LumaPlane plane) => Hash(PdqPath.Best, plane.View);

    /// <summary>As <see cref="Hash(LumaPlane)"/>, of a part of the plane.</summary>
    /// <param name="plane">Every row of it set.</param>
    /// <param name="area">In pixels of the plane. It is hashed as it lies there: a part of a picture that was sampled
    /// is coarser than the same part sampled by itself.</param>
    /// <exception cref="ArgumentException"><paramref name="area"/> reaches beyond the plane.</exception>
    /// <exception cref="InvalidOperationException">A row of the plane was never set.</exception>
    public static PdqFingerprint Hash(LumaPlane plane, PictureArea area) =>
        Hash(PdqPath.Best, plane.View.Part(area));

    /// <param name="luma">Row-major, <c>height * width</c> values, commonly 0 to 255.</param>
    /// <param name="height">Above 512 in either dimension, the plane is sampled to 512 x 512 like an image's
    /// pixels.</param>
    /// <param name="width">As <paramref name="height"/>.</param>
    /// <exception cref="ArgumentException">The length is not height times width, or a value that is read is not a
    /// number, infinite or beyond <see cref="LumaPlane.LumaMagnitudeMax"/>.</exception>
    public static PdqFingerprint Hash(ReadOnlySpan<float> luma, int height, int width)
    {
        if (IsEmpty(luma, height, width))
        {
            return default;
        }

        var shape = new PlaneShape(width, height);
        var memory = PlaneMemory.Rent(shape);
        try
        {
            Fill(memory, shape, luma);
            return Hash(PdqPath.Best, memory.View(shape));
        }
        finally
        {
            memory.Return(shape);
        }
    }

    /// <summary>All eight transforms from one pass over the pixels, as the reference has them.</summary>
    /// <remarks>
    /// The filter is not symmetric, so these are near the hashes of the picture when it is really turned, and not the
    /// same: up to 62 bits away at 129 to 256 pixels a side. To find turned pictures use
    /// <see cref="HashTurned(LumaPlane, Span{Hash256})"/>.
    /// </remarks>
    /// <param name="plane">Every row of it set.</param>
    /// <param name="eight">Receives the hash of each <see cref="DihedralTransform"/> at its number.</param>
    /// <returns>The quality, 0 to 100.</returns>
    /// <exception cref="ArgumentException"><paramref name="eight"/> is not 8 long.</exception>
    /// <exception cref="InvalidOperationException">A row of the plane was never set.</exception>
    public static int HashDihedral(LumaPlane plane, Span<Hash256> eight) =>
        HashDihedral(PdqPath.Best, plane.View, eight);

    /// <inheritdoc cref="Hash(LumaPlane, PictureArea)"/>
    /// <inheritdoc cref="HashDihedral(LumaPlane, Span{Hash256})" path="/returns"/>
    public static int HashDihedral(LumaPlane plane, PictureArea area, Span<Hash256> eight) =>
        HashDihedral(PdqPath.Best, plane.View.Part(area), eight);

    /// <summary>The picture as it is and turned in seven ways: what <see cref="Hash(LumaPlane)"/> gives for each, but
    /// for the rounding of sums, and for which pixels are left out of a picture beyond 512 in a dimension.</summary>
    /// <inheritdoc cref="HashDihedral(LumaPlane, Span{Hash256})"/>
    public static int HashTurned(LumaPlane plane, Span<Hash256> eight) =>
        HashTurned(PdqPath.Best, plane.View, eight);

    /// <inheritdoc cref="HashTurned(LumaPlane, Span{Hash256})" path="/summary"/>
    /// <inheritdoc cref="Hash(LumaPlane, PictureArea)"/>
    /// <inheritdoc cref="HashDihedral(LumaPlane, Span{Hash256})" path="/returns"/>
    public static int HashTurned(LumaPlane plane, PictureArea area, Span<Hash256> eight) =>
        HashTurned(PdqPath.Best, plane.View.Part(area), eight);

    /// <inheritdoc cref="Hash(ReadOnlySpan{float}, int, int)"/>
    /// <inheritdoc cref="HashDihedral(LumaPlane, Span{Hash256})" path="/returns"/>
    public static int HashDihedral(ReadOnlySpan<float> luma, int height, int width, Span<Hash256> eight) =>
        HashEight(luma, height, width, eight, HashDihedral);

    /// <inheritdoc cref="HashTurned(LumaPlane, Span{Hash256})" path="/summary"/>
    /// <inheritdoc cref="HashDihedral(ReadOnlySpan{float}, int, int, Span{Hash256})"/>
    public static int HashTurned(ReadOnlySpan<float> luma, int height, int width, Span<Hash256> eight) =>
        HashEight(luma, height, width, eight, HashTurned);

    private static int HashEight(
        ReadOnlySpan<float> luma, int height, int width, Span<Hash256> eight,
        Func<PdqPath, LumaView, Span<Hash256>, int> hasher)
    {
        if (IsEmpty(luma, height, width))
        {
            return hasher(PdqPath.Best, default, eight);
        }

        var shape = new PlaneShape(width, height);
        var memory = PlaneMemory.Rent(shape);
        try
        {
            Fill(memory, shape, luma);
            return hasher(PdqPath.Best, memory.View(shape), eight);
        }
        finally
        {
            memory.Return(shape);
        }
    }

    /// <summary>As the public one, by the path that is asked for.</summary>
    internal static PdqFingerprint Hash(PdqPath path, LumaView plane)
    {
        if (plane.Height < HashableSizeMin || plane.Width < HashableSizeMin)
        {
            return default;
        }

        // The reference takes a plane that already is 64 x 64 as it stands, but only when it computes a single hash.
        var isFiltered = plane.Height != UnfilteredSize || plane.Width != UnfilteredSize;
        var scratch = PdqScratch.Take();
        var quality = Transform(path, plane, isFiltered, scratch);
        var hash = path.BitsOf(scratch.Coefficients, path.MedianOf(scratch.Coefficients));
        scratch.Keep();
        return new PdqFingerprint(hash, quality);
    }

    /// <summary>As the public one, by the path that is asked for.</summary>
    internal static int HashDihedral(PdqPath path, LumaView plane, Span<Hash256> eight)
    {
        if (!IsHashable(plane, eight))
        {
            return 0;
        }

        var scratch = PdqScratch.Take();
        var quality = Transform(path, plane, isFiltered: true, scratch);
        for (var transform = 0; transform < eight.Length; transform++)
        {
            Dihedrals.Apply((DihedralTransform)transform, scratch.Coefficients, scratch.Transformed);
            eight[transform] = path.BitsOf(scratch.Transformed, path.MedianOf(scratch.Transformed));
        }

        scratch.Keep();
        return quality;
    }

    /// <summary>As the public one, by the path that is asked for.</summary>
    internal static int HashTurned(PdqPath path, LumaView plane, Span<Hash256> eight)
    {
        if (!IsHashable(plane, eight))
        {
            return 0;
        }

        var scratch = PdqScratch.Take();
        path.Filter(plane, scratch.Filter, scratch.Grids);
        EdgeSamples.Mend(plane, scratch.Grids);
        for (var grid = 0; grid < JaroszFilter.GridCount; grid++)
        {
            path.Transform(
                scratch.Grids.Slice(grid * JaroszFilter.GridLength, JaroszFilter.GridLength),
                scratch.HalfTransformed, scratch.Coefficients);
            for (var transform = 0; transform < eight.Length; transform++)
            {
                if (Dihedrals.GridOf((DihedralTransform)transform) == grid)
                {
                    Dihedrals.Apply((DihedralTransform)transform, scratch.Coefficients, scratch.Transformed);
                    eight[transform] = path.BitsOf(scratch.Transformed, path.MedianOf(scratch.Transformed));
                }
            }
        }

        var quality = path.QualityOf(scratch.Samples);
        scratch.Keep();
        return quality;
    }

    private static bool IsHashable(LumaView plane, Span<Hash256> eight)
    {
        if (eight.Length != DihedralCount)
        {
            throw new ArgumentException($"There are {DihedralCount} transforms, not {eight.Length}.", nameof(eight));
        }

        if (plane.Height >= HashableSizeMin && plane.Width >= HashableSizeMin)
        {
            return true;
        }

        eight.Clear();
        return false;
    }

    private static int Transform(PdqPath path, LumaView plane, bool isFiltered, PdqScratch scratch)
    {
        if (isFiltered)
        {
            path.Filter(plane, scratch.Filter, scratch.Samples);
        }
        else
        {
            for (var row = 0; row < UnfilteredSize; row++)
            {
                plane.Row(row).CopyTo(scratch.Samples[(row * UnfilteredSize)..]);
            }
        }

        path.Transform(scratch.Samples, scratch.HalfTransformed, scratch.Coefficients);
        return path.QualityOf(scratch.Samples);
    }

    private static void Fill(PlaneMemory memory, PlaneShape shape, ReadOnlySpan<float> luma)
    {
        for (var row = 0; row < shape.Height; row++)
        {
            var source = luma.Slice(shape.SourceRow(row) * shape.SourceWidth, shape.SourceWidth);
            if (!LumaRow.TryFromLuma(source, memory.Columns, memory.Row(shape, row)))
            {
                throw new ArgumentException(
                    $"Luma must be numbers from -{LumaPlane.LumaMagnitudeMax} to {LumaPlane.LumaMagnitudeMax}.",
                    nameof(luma));
            }
        }
    }

    private static bool IsEmpty(ReadOnlySpan<float> luma, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        return luma.Length == (long)height * width
            ? luma.IsEmpty
            : throw new ArgumentException(
                $"{height} rows of {width} are {(long)height * width} values, not {luma.Length}.", nameof(luma));
    }
}

/// <summary>A PDQ hash and how far it can be trusted.</summary>
/// <param name="Hash">Bit <c>16 * row + column</c> is set when that DCT coefficient is above the median of all
/// 256.</param>
/// <param name="Quality">0 (flat, or below 5 pixels in a dimension) to 100. Matching asks for 50 unless a bank says
/// else.</param>
public readonly record struct PdqFingerprint(Hash256 Hash, int Quality);
