namespace ScanWorker.Adapters.Samples;

/// <summary>Numbers that look random and are the same everywhere (splitmix). Not for secrets.</summary>
internal struct SampleNumbers(int seed)
{
    // Mixed twice: neighbouring seeds would else walk the same numbers, one step apart.
    private ulong _state = Mix(Mix((uint)seed + Step));

    private const ulong Step = 0x9E3779B97F4A7C15;

    /// <summary>The number in [0, 1) that belongs to a place of a grid.</summary>
    public static float At(uint seed, int column, int row) =>
        ToUnit(Mix(((ulong)seed << 40) ^ ((ulong)(uint)column << 20) ^ (uint)row));

    public uint Next() => (uint)(Mix(_state += Step) >> 32);

    /// <summary>In [0, 1).</summary>
    public float Unit() => ToUnit(Mix(_state += Step));

    private static float ToUnit(ulong bits) => (bits >> 40) / (float)(1 << 24);

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
