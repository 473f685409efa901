using System.Buffers;
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

/// <summary>
/// Numbers and strings of variable length: seven bits a byte, low ones first, the top bit set where more follow.
/// </summary>
internal static class PackedWriter
{
    /// <summary>Refuses what is no Unicode text instead of replacing it: two ids must never become one.</summary>
    internal static UTF8Encoding StrictUtf8 { get; } =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static void WriteNumber(IBufferWriter<byte> destination, int number)
    {
        var span = destination.GetSpan(5);
        var (rest, written) = ((uint)number, 0);
        while (rest >= 0x80)
        {
            span[written++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[written++] = (byte)rest;
        destination.Advance(written);
    }

    /// <exception cref="EncoderFallbackException">The text holds half of a surrogate pair.</exception>
    internal static void WriteString(IBufferWriter<byte> destination, string text)
    {
        var length = StrictUtf8.GetByteCount(text);
        WriteNumber(destination, length);
        destination.Advance(StrictUtf8.GetBytes(text, destination.GetSpan(length)));
    }
}
