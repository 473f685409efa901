namespace ScanWorker.Hashing.Pdq.Vectors;

/// <summary>
/// A vector of floats of one width: what a kernel needs of an instruction set, so that one source serves all.
/// </summary>
/// <remarks>
/// Each lane is one independent sum, so that a lane rounds exactly as plain code does. Nothing here fuses a
/// multiplication with an addition or adds lanes to each other. Offsets and strides count floats; nothing checks them.
/// </remarks>
internal interface IFloatVector<TSelf>
    where TSelf : struct, IFloatVector<TSelf>
{
    /// <summary>The machine has instructions for this width.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>How many lanes: 4, 8 or 16.</summary>
    static abstract int Count { get; }

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>The same value in all lanes.</summary>
    static abstract TSelf All(float value);

    static abstract TSelf Load(ref readonly float source, int offset);

    /// <summary>The magnitude of each lane, cut to a whole number.</summary>
    static abstract TSelf WholeMagnitude(TSelf value);

    /// <summary>
    /// Bit n is set where lane n of <paramref name="left"/> is less than that of <paramref name="right"/>.
    /// </summary>
    static abstract uint BitsBelow(TSelf left, TSelf right);

    /// <summary>Transposes a square of <see cref="Count"/> rows; the two squares do not overlap.</summary>
    static abstract void Transpose(
        ref readonly float source, int sourceStride, ref float destination, int destinationStride);

    void Store(ref float destination, int offset);
}
