namespace ScanWorker.Adapters.Decoding.Structures.Jpeg;

/// <summary>The bits of entropy-coded data, where FF 00 stands for FF.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;
    private ulong _buffer;
    private int _count;
    private int _missing;

    /// <summary>More was taken than there was; what is beyond the end is zeros.</summary>
    public readonly bool IsBeyondEnd => _missing > _count;

    /// <summary>Everything was taken but the bits that fill the last byte.</summary>
    public readonly bool IsAtEnd => !IsBeyondEnd && _position >= _data.Length && _count - _missing < 8;

    /// <returns>The next symbol, or a number below zero if no code begins with the next bits.</returns>
    public int Symbol(JpegHuffmanTable table)
    {
        Fill();
        var next = (int)(_buffer >> 48);
        var found = table.Lookup[next >> (16 - JpegHuffmanTable.LookupBits)];
        if (found == 0)
        {
            found = table.Find(next);
        }

        var length = found >> 8;
        _buffer <<= length;
        _count -= length;
        return length == 0 ? -1 : found & 0xFF;
    }

    /// <summary>Takes up to 16 bits.</summary>
    public int Take(int bits)
    {
        if (bits == 0)
        {
            return 0;
        }

        Fill();
        var value = (int)(_buffer >> (64 - bits));
        _buffer <<= bits;
        _count -= bits;
        return value;
    }

    /// <summary>Takes a value of the given category (T.81 F.2.2.1).</summary>
    public int Signed(int category)
    {
        var value = Take(category);
        return category == 0 || value >= 1 << (category - 1) ? value : value - (1 << category) + 1;
    }

    private void Fill()
    {
        while (_count <= 48)
        {
            ulong next = 0;
            if (_position < _data.Length)
            {
                next = _data[_position++];
                _position += next == 0xFF ? 1 : 0;
            }
            else
            {
                _missing += 8;
            }

            _buffer |= next << (56 - _count);
            _count += 8;
        }
    }
}
