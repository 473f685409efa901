namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>A canonical Huffman code, read bit by bit.</summary>
internal sealed class LosslessCode
{
    public const int LengthMax = 15;

    private readonly int[] _firstCodes = new int[LengthMax + 2];
    private readonly int[] _counts = new int[LengthMax + 1];
    private readonly int[] _offsets = new int[LengthMax + 1];
    private int[] _symbols = [];

    public static LosslessCode Of(byte[] lengths)
    {
        var code = new LosslessCode
        {
            _symbols = [.. Enumerable.Range(0, lengths.Length).Where(symbol => lengths[symbol] > 0)
                .OrderBy(symbol => lengths[symbol])],
        };
        foreach (var symbol in code._symbols)
        {
            code._counts[lengths[symbol]]++;
        }

        for (var length = 1; length <= LengthMax; length++)
        {
            code._offsets[length] = code._offsets[length - 1] + code._counts[length - 1];
            code._firstCodes[length + 1] = (code._firstCodes[length] + code._counts[length]) << 1;
        }

        return code;
    }

    /// <summary>The symbol of a code, if these bits are one. A code of one symbol takes no bits.</summary>
    public int? Find(int bits, int count) =>
        _symbols.Length == 1 ? _symbols[0]
        : count is > 0 and <= LengthMax && (uint)(bits - _firstCodes[count]) < (uint)_counts[count]
            ? _symbols[_offsets[count] + bits - _firstCodes[count]]
        : null;
}
