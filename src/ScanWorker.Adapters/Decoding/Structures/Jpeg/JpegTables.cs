using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures.Jpeg;

/// <summary>The quantisation and Huffman tables of a JPEG as they stand at one place of the file.</summary>
internal sealed class JpegTables
{
    private const int TablesMax = 4;

    private readonly ushort[]?[] _quantisation = new ushort[TablesMax][];
    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable[TablesMax];
    private readonly JpegHuffmanTable?[] _ac = new JpegHuffmanTable[TablesMax];

    /// <summary>In the order of the file (zigzag); null if there is none.</summary>
    public ushort[]? Quantisation(int table) => table < TablesMax ? _quantisation[table] : null;

    public JpegHuffmanTable? Dc(int table) => table < TablesMax ? _dc[table] : null;

    public JpegHuffmanTable? Ac(int table) => table < TablesMax ? _ac[table] : null;

    /// <summary>Takes a DQT segment.</summary>
    /// <returns>What is odd about it.</returns>
    public Oddity? TakeQuantisation(ReadOnlySpan<byte> segment)
    {
        Oddity? oddity = segment.IsEmpty ? Oddity.PartShape : null;
        while (!segment.IsEmpty)
        {
            var (wide, table) = (segment[0] >> 4, segment[0] & 0xF);
            var bytes = 64 << wide;
            if (wide > 1 || table >= TablesMax || segment.Length < 1 + bytes)
            {
                return Oddity.PartShape;
            }

            var values = new ushort[64];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = wide == 1 ? ReadUInt16BigEndian(segment[(1 + (2 * i))..]) : segment[1 + i];
            }

            oddity ??= values.Contains((ushort)0) ? Oddity.PartShape
                : _quantisation[table] is { } before && !values.SequenceEqual(before) ? Oddity.RepeatedPart
                : null;
            _quantisation[table] = values;
            segment = segment[(1 + bytes)..];
        }

        return oddity;
    }

    /// <summary>Takes a DHT segment. Tables may be redefined: each scan has those that stand when it begins.</summary>
    /// <returns>What is odd about it.</returns>
    public Oddity? TakeHuffman(ReadOnlySpan<byte> segment)
    {
        const int CountsAt = 1;
        const int SymbolsAt = 17;
        Oddity? oddity = segment.IsEmpty ? Oddity.PartShape : null;
        while (!segment.IsEmpty)
        {
            var (kind, table) = (segment[0] >> 4, segment[0] & 0xF);
            if (kind > 1 || table >= TablesMax || segment.Length < SymbolsAt)
            {
                return Oddity.PartShape;
            }

            var counts = segment[CountsAt..SymbolsAt];
            var symbols = 0;
            foreach (var count in counts)
            {
                symbols += count;
            }

            if (symbols > 256 || segment.Length < SymbolsAt + symbols)
            {
                return Oddity.PartShape;
            }

            var made = JpegHuffmanTable.Make(counts, segment.Slice(SymbolsAt, symbols));
            oddity ??= made is null ? Oddity.PartShape : null;
            (kind == 0 ? _dc : _ac)[table] = made;
            segment = segment[(SymbolsAt + symbols)..];
        }

        return oddity;
    }
}

/// <summary>A Huffman table, ready to be looked up by the next bits.</summary>
internal sealed class JpegHuffmanTable
{
    public const int LookupBits = 10;
    public const int LengthMax = 16;

    /// <summary>By the next ten bits: length in the upper byte, symbol in the lower; 0 for a longer code or
    /// none.</summary>
    public ushort[] Lookup { get; } = new ushort[1 << LookupBits];

    private readonly int[] _codeEnds = new int[LengthMax + 1];
    private readonly int[] _symbolOffsets = new int[LengthMax + 1];
    private readonly byte[] _symbols;

    private JpegHuffmanTable(byte[] symbols) => _symbols = symbols;

    /// <returns>Null if there are more codes of a length than there can be, or one of ones alone.</returns>
    public static JpegHuffmanTable? Make(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var table = new JpegHuffmanTable(symbols.ToArray());
        var (code, used) = (0, 0);
        for (var length = 1; length <= LengthMax; length++)
        {
            var count = counts[length - 1];
            table._symbolOffsets[length] = used - code;
            if (count > 0 && code + count >= 1 << length)
            {
                return null;
            }

            for (var i = 0; i < count && length <= LookupBits; i++)
            {
                var entry = (ushort)((length << 8) | symbols[used + i]);
                table.Lookup.AsSpan((code + i) << (LookupBits - length), 1 << (LookupBits - length)).Fill(entry);
            }

            (code, used) = (code + count, used + count);
            table._codeEnds[length] = code;
            code <<= 1;
        }

        return table;
    }

    /// <summary>Looks a longer code up.</summary>
    /// <param name="bits">The next sixteen bits.</param>
    /// <returns>Length and symbol as in <see cref="Lookup"/>, or 0 if no code begins so.</returns>
    public ushort Find(int bits)
    {
        for (var length = LookupBits + 1; length <= LengthMax; length++)
        {
            var code = bits >> (LengthMax - length);
            if (code < _codeEnds[length])
            {
                return (ushort)((length << 8) | _symbols[code + _symbolOffsets[length]]);
            }
        }

        return 0;
    }
}
