using System.Buffers;
using System.Globalization;
using System.Text;

namespace ScanWorker.Replay.Recordings;

/// <summary>
/// Strings as <c>kcat -J</c> writes them: control characters, quote and backslash escaped, every other byte as it is.
/// </summary>
/// <remarks>
/// Lossless by byte, and no valid UTF-8 when the record is not. So JSON's own string readers must not touch it: here
/// bytes go in and bytes come out.
/// </remarks>
internal static class KcatText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    private const int ChunkBytes = 4096;
    private const int EscapeBytesMax = 6;

    /// <summary>Appends <paramref name="bytes"/> in quotes.</summary>
    public static void Write(IBufferWriter<byte> destination, ReadOnlySpan<byte> bytes)
    {
        destination.Write("\""u8);
        while (!bytes.IsEmpty)
        {
            var chunk = bytes[..Math.Min(ChunkBytes, bytes.Length)];
            destination.Advance(Escape(chunk, destination.GetSpan(chunk.Length * EscapeBytesMax)));
            bytes = bytes[chunk.Length..];
        }

        destination.Write("\""u8);
    }

    /// <summary>The bytes of a string, given without its quotes.</summary>
    /// <returns>Null for an escape that JSON does not know, or half a surrogate pair.</returns>
    public static byte[]? Read(ReadOnlySpan<byte> escaped)
    {
        var at = escaped.IndexOf((byte)'\\');
        if (at < 0)
        {
            return escaped.ToArray();
        }

        var bytes = new byte[escaped.Length]; // Every escape is longer than what it stands for.
        var length = 0;
        while (at >= 0)
        {
            escaped[..at].CopyTo(bytes.AsSpan(length));
            length += at;
            escaped = escaped[at..];
            if (!TryReadEscape(ref escaped, bytes, ref length))
            {
                return null;
            }

            at = escaped.IndexOf((byte)'\\');
        }

        escaped.CopyTo(bytes.AsSpan(length));
        return bytes[..(length + escaped.Length)];
    }

    private static int Escape(ReadOnlySpan<byte> bytes, Span<byte> escaped)
    {
        var length = 0;
        while (bytes.IndexOfAny(Special) is >= 0 and var at)
        {
            bytes[..at].CopyTo(escaped[length..]);
            length += at;
            length += WriteEscape(escaped[length..], bytes[at]);
            bytes = bytes[(at + 1)..];
        }

        bytes.CopyTo(escaped[length..]);
        return length + bytes.Length;
    }

    private static int WriteEscape(Span<byte> escaped, byte code)
    {
        escaped[0] = (byte)'\\';
        var simple = code switch
        {
            (byte)'"' or (byte)'\\' => (char)code,
            (byte)'\b' => 'b',
            (byte)'\f' => 'f',
            (byte)'\n' => 'n',
            (byte)'\r' => 'r',
            (byte)'\t' => 't',
            _ => 'u',
        };
        escaped[1] = (byte)simple;
        if (simple != 'u')
        {
            return 2;
        }

        "00"u8.CopyTo(escaped[2..]);
        _ = code.TryFormat(escaped[4..], out _, "X2", CultureInfo.InvariantCulture);
        return EscapeBytesMax;
    }

    private static bool TryReadEscape(ref ReadOnlySpan<byte> escaped, byte[] bytes, ref int length)
    {
        if (escaped.Length < 2)
        {
            return false;
        }

        if (escaped[1] == (byte)'u')
        {
            return TryReadCode(ref escaped, bytes, ref length);
        }

        int simple = escaped[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => escaped[1],
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => -1,
        };
        if (simple < 0)
        {
            return false;
        }

        bytes[length++] = (byte)simple;
        escaped = escaped[2..];
        return true;
    }

    // kcat escapes control characters alone; other writers of JSON escape what is not ASCII too, in pairs above U+FFFF.
    private static bool TryReadCode(ref ReadOnlySpan<byte> escaped, byte[] bytes, ref int length)
    {
        if (!TryReadUnit(escaped, out var unit))
        {
            return false;
        }

        escaped = escaped[6..];
        if (!Rune.TryCreate(unit, out var rune))
        {
            if (!TryReadUnit(escaped, out var low) || !Rune.TryCreate(unit, low, out rune))
            {
                return false;
            }

            escaped = escaped[6..];
        }

        length += rune.EncodeToUtf8(bytes.AsSpan(length));
        return true;
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> escaped, out char unit)
    {
        unit = default;
        if (escaped.Length < 6 || escaped[0] != (byte)'\\' || escaped[1] != (byte)'u'
            || !ushort.TryParse(
                escaped[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return false;
        }

        unit = (char)code;
        return true;
    }
}
