namespace ScanWorker.Hashing.Pdq;

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

    /// <summary>How many values the window holds at a place; 1 for a place that is not on the axis.</summary>
    internal int CountAt(int place) => place < 0 || place >= Size
        ? 1
        : Math.Min(Size - 1, place + Ahead) - Math.Max(0, place + Ahead - Window + 1) + 1;
}
