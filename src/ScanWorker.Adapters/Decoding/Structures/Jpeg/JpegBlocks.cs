namespace ScanWorker.Adapters.Decoding.Structures.Jpeg;

/// <summary>Which coefficients of a progressive picture's blocks are not zero, and how much they come to by
/// column.</summary>
internal sealed class JpegBlocks(JpegFrame frame)
{
    /// <summary>What is held for each block.</summary>
    public const int BytesPerBlock = 8 + (8 * sizeof(ushort));

    /// <summary>No picture within the limits on pixels has more; the walk comes before they are asked.</summary>
    private const long BlocksMax = 3_200_000;

    private static ReadOnlySpan<byte> Columns =>
    [
        0, 1, 0, 0, 1, 2, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4,
        3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 5, 6, 7, 7, 6, 7,
    ];

    private readonly ulong[][] _present = [.. frame.Components.Select(part => new ulong[CountOf(part)])];
    private readonly ushort[][] _columns = [.. frame.Components.Select(part => new ushort[CountOf(part) * 8])];

    /// <returns>Null if the picture is not progressive, or is too large to be walked.</returns>
    public static JpegBlocks? For(JpegFrame frame) =>
        frame.IsProgressive && frame.Coefficients / 64 <= BlocksMax ? new JpegBlocks(frame) : null;

    /// <summary>Where the coefficient at a place of the file's order (zigzag) stands in its block.</summary>
    public static int Column(int k) => Columns[k];

    public bool Has(int component, int block, int k) => (_present[component][block] >> k & 1) != 0;

    /// <summary>Adds to a coefficient.</summary>
    /// <returns>False if the column's sum passes the bound.</returns>
    public bool Add(int component, int block, int k, long size, int columnMax)
    {
        _present[component][block] |= 1UL << k;
        ref var column = ref _columns[component][(block * 8) + Columns[k]];
        var sum = column + size;
        column = (ushort)Math.Min(sum, ushort.MaxValue);
        return sum <= columnMax;
    }

    private static int CountOf(JpegComponent part) => part.BlocksAcross * part.BlocksDown;
}
