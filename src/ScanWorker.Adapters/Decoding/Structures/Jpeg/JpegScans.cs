namespace ScanWorker.Adapters.Decoding.Structures.Jpeg;

/// <summary>Which coefficients the scans of a JPEG have brought, and whether each came once and in order.</summary>
internal sealed class JpegScans(JpegFrame frame, JpegTables tables)
{
    private const int Coefficients = 64;
    private const int UnitBlocksMax = 10;
    private const int ShiftMax = 13;
    private const sbyte Missing = -1;

    // By component and coefficient: the lowest bit that was brought, or that none was.
    private readonly sbyte[] _lowestBits = NoneOf(frame.Components.Length * Coefficients);

    /// <summary>Each coefficient has come in full.</summary>
    public bool IsComplete => !_lowestBits.AsSpan().ContainsAnyExcept((sbyte)0);

    /// <summary>Takes the header of a scan.</summary>
    /// <returns>The scan, or what is odd about it.</returns>
    public (JpegScan? Scan, Oddity? Oddity) Take(ReadOnlySpan<byte> segment)
    {
        if (segment.IsEmpty || segment[0] is 0 or > 4 || segment.Length != 4 + (2 * segment[0]))
        {
            return (null, Oddity.PartShape);
        }

        var parts = new JpegScanPart[segment[0]];
        var next = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var (id, choice) = (segment[1 + (2 * i)], segment[2 + (2 * i)]);
            var index = Array.FindIndex(frame.Components, next, part => part.Id == id);
            if (index < 0)
            {
                return (null, Oddity.Scans);
            }

            parts[i] = new JpegScanPart(index, frame.Components[index], tables.Dc(choice >> 4), tables.Ac(choice & 0xF))
            {
                Quantisation = tables.Quantisation(frame.Components[index].Table),
            };
            next = index + 1;
        }

        var rest = segment[^3..];
        var scan = new JpegScan(frame, parts, rest[0], rest[1], rest[2] >> 4, rest[2] & 0xF);
        var isPlain = (parts.Length == 1 || parts.Sum(part => part.Component.Blocks) <= UnitBlocksMax)
            && (frame.IsProgressive ? TakeProgressive(scan) : TakeSequential(scan));
        return !isPlain ? (null, Oddity.Scans) : LacksTables(scan) ? (null, Oddity.MissingTables) : (scan, null);
    }

    private static sbyte[] NoneOf(int count)
    {
        var bits = new sbyte[count];
        Array.Fill(bits, Missing);
        return bits;
    }

    private static bool LacksTables(JpegScan scan) => scan.Parts.Any(part =>
        part.Quantisation is null
        || (scan.First == 0 && scan.High == 0 && part.Dc is null)
        || (scan.Last > 0 && part.Ac is null));

    private bool TakeSequential(JpegScan scan)
    {
        var isWhole = scan is { First: 0, Last: Coefficients - 1, High: 0, Low: 0 };
        foreach (var part in scan.Parts)
        {
            var bits = BitsOf(part.Index);
            isWhole &= bits[0] == Missing;
            bits.Clear();
        }

        return isWhole;
    }

    private bool TakeProgressive(JpegScan scan)
    {
        var isInOrder = scan.First == 0 ? scan.Last == 0
            : scan.Parts.Length == 1 && scan.First <= scan.Last && scan.Last < Coefficients
                && BitsOf(scan.Parts[0].Index)[0] != Missing;
        if (!isInOrder || scan.Low > ShiftMax || (scan.High != 0 && scan.Low != scan.High - 1))
        {
            return false;
        }

        foreach (var part in scan.Parts)
        {
            var bits = BitsOf(part.Index)[scan.First..(scan.Last + 1)];
            if (bits.ContainsAnyExcept(scan.High == 0 ? Missing : (sbyte)scan.High))
            {
                return false;
            }

            bits.Fill((sbyte)scan.Low);
        }

        return true;
    }

    private Span<sbyte> BitsOf(int component) => _lowestBits.AsSpan(component * Coefficients, Coefficients);
}

/// <summary>One scan of a JPEG.</summary>
/// <param name="Frame">Whose scan it is.</param>
/// <param name="Parts">Its components, in the frame's order.</param>
/// <param name="First">Its first coefficient.</param>
/// <param name="Last">Its last coefficient.</param>
/// <param name="High">The lowest bit of the scan that this one refines; 0 if it is the first.</param>
/// <param name="Low">The lowest bit that it brings.</param>
internal sealed record JpegScan(JpegFrame Frame, JpegScanPart[] Parts, int First, int Last, int High, int Low)
{
    /// <summary>A scan of one component has a block as its unit.</summary>
    public bool IsInterleaved => Parts.Length > 1;

    public int UnitsAcross => IsInterleaved ? Frame.Units.Across : Parts[0].Component.BlocksAcross;

    public int Units => UnitsAcross * (IsInterleaved ? Frame.Units.Down : Parts[0].Component.BlocksDown);
}

/// <summary>A component of a scan, with the tables that hold for it.</summary>
internal sealed record JpegScanPart(int Index, JpegComponent Component, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac)
{
    /// <summary>In the order of the file (zigzag).</summary>
    public ushort[]? Quantisation { get; init; }
}
