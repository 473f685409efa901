namespace ScanWorker.Hashing.Pdq.Filtering;

/// <summary>The box filter along one axis: what its window covers at which place.</summary>
internal readonly struct BoxAxis
{
    internal BoxAxis(int size)
    {
        Size = size;
        Window = JaroszFilter.WindowSize(size);
        Ahead = Window / 2;
        Scale = 1f / Window;
    }

    internal int Size { get; }

    /// <summary>How many values the window holds where no edge cuts it, 1 to 4.</summary>
    internal int Window { get; }

    /// <summary>How many of them lie after the place itself.</summary>
    internal int Ahead { get; }

    /// <summary>What a whole window's sum may be multiplied with instead of being divided.</summary>
    internal float Scale { get; }

    /// <summary>
    /// At each of <paramref name="count"/> places, multiplying by <see cref="Scale"/> is the same as dividing.
    /// </summary>
    /// <remarks>
    /// The window is whole, and its size a power of two, so that both are exact but for the same last rounding.
    /// </remarks>
    internal bool IsInner(int first, int count) =>
        Window != 3 && first + Ahead + 1 >= Window && first + count - 1 + Ahead < Size;

    /// <summary>
    /// The centre of block <paramref name="index"/> of 64 along the axis; or the place that a filter of the axis turned
    /// round has blurred into the centre of the block that lies there: at most 3 away.
    /// </summary>
    /// <remarks>
    /// A window of 2 or 4 covers one value more after its place than before, so each of both passes leaves what it
    /// blurs one place nearer to the start. Turned round, that is nearer to the end. Where this leads before the first
    /// place, as it does with a window of 2, the first is taken; <see cref="EdgeSamples"/> has what belongs there.
    /// </remarks>
    internal int SampleAt(int index, bool turned)
    {
        if (!turned)
        {
            return JaroszFilter.SampleAt(index, Size);
        }

        var shift = Window % 2 == 0 ? 2 : 0;
        return Math.Max(0, Size - 1 - JaroszFilter.SampleAt(JaroszFilter.SampledSize - 1 - index, Size) - shift);
    }

    /// <summary>How many values the window holds at a place; 1 for a place that is not on the axis.</summary>
    internal int CountAt(int place) =>
        place >= 0 && place < Size && WindowAt(place) is var (from, until) ? until - from : 1;

    /// <summary>The places on the axis that the window covers at one of them.</summary>
    internal (int From, int Until) WindowAt(int place) =>
        (Math.Max(0, place + Ahead - Window + 1), Math.Min(Size, place + Ahead + 1));
}
