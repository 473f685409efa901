using System.Text;

namespace ScanWorker.Matching.Segments;

/// <summary>Reads what <see cref="PackedWriter"/> wrote.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal readonly bool IsAtEnd => _rest.IsEmpty;

    /// <exception cref="SegmentException">There is no number of 31 bits here.</exception>
    internal int ReadNumber()
    {
        var number = 0u;
        for (var i = 0; i < 5 && i < _rest.Length; i++)
        {
            number |= (uint)(_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                _rest = _rest[(i + 1)..];
                return number <= int.MaxValue ? (int)number : throw Corrupt();
            }
        }

        throw Corrupt();
    }

    /// <summary>The string's bytes, unread.</summary>
    /// <exception cref="SegmentException">The string is longer than what is left.</exception>
    internal ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadNumber();
        if (length > _rest.Length)
        {
            throw Corrupt();
        }

        var text = _rest[..length];
        _rest = _rest[length..];
        return text;
    }

    /// <exception cref="SegmentException">The string is longer than what is left, or no UTF-8.</exception>
    internal string ReadString()
    {
        try
        {
            return PackedWriter.StrictUtf8.GetString(ReadBytes());
        }
        catch (DecoderFallbackException e)
        {
            throw new SegmentException("A text is not UTF-8.", e);
        }
    }

    private static SegmentException Corrupt() => new("A text or number does not end where it should.");
}
