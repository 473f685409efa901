using System.Buffers;
using System.Buffers.Text;

namespace ScanWorker.Hashing;

/// <summary>
/// Hashes as text: hexadecimal in either case, base32 (RFC 4648, in either case) or base64, padded or not.
/// </summary>
/// <remarks>For a hash of known size the three have different lengths, so nothing has to be guessed.</remarks>
internal static class HashEncoding
{
    private const int SizeBytesMax = Hash512.SizeBytes;

    /// <param name="text">The hash, with blanks around it allowed.</param>
    /// <param name="bytes">As long as the hash; receives it.</param>
    public static bool TryDecode(ReadOnlySpan<char> text, scoped Span<byte> bytes)
    {
        text = text.Trim().TrimEnd('='); // Padded base32 of an MD5 is as long as its hexadecimal text.
        return TryDecodeHex(text, bytes) || TryDecodeShorter(text, bytes);
    }

    /// <summary>Reads hexadecimal digits of either case, and nothing but them.</summary>
    internal static bool TryDecodeHex(ReadOnlySpan<char> text, scoped Span<byte> bytes) =>
        text.Length == bytes.Length * 2
        && Convert.FromHexString(text, bytes, out _, out var written) == OperationStatus.Done
        && written == bytes.Length;

    private static bool TryDecodeShorter(ReadOnlySpan<char> text, scoped Span<byte> bytes) =>
        text.Length == ((bytes.Length * 8) + 4) / 5 ? TryDecodeBase32(text, bytes)
        : text.Length == ((bytes.Length * 8) + 5) / 6 && TryDecodeBase64(text, bytes);

    private static bool TryDecodeBase64(ReadOnlySpan<char> text, scoped Span<byte> bytes)
    {
        Span<byte> padded = stackalloc byte[((SizeBytesMax + 2) / 3) * 4];
        padded = padded[..((text.Length + 3) / 4 * 4)];
        padded.Fill((byte)'=');
        for (var i = 0; i < text.Length; i++)
        {
            padded[i] = text[i] switch
            {
                '-' => (byte)'+',
                '_' => (byte)'/',
                < (char)128 => (byte)text[i],
                _ => (byte)'!',
            };
        }

        return Base64.DecodeFromUtf8(padded, bytes, out _, out var written) == OperationStatus.Done
            && written == bytes.Length;
    }

    private static bool TryDecodeBase32(ReadOnlySpan<char> text, scoped Span<byte> bytes)
    {
        var (bits, bitCount, written) = (0u, 0, 0);
        foreach (var letter in text)
        {
            var value = letter switch
            {
                >= 'A' and <= 'Z' => letter - 'A',
                >= 'a' and <= 'z' => letter - 'a',
                >= '2' and <= '7' => letter - '2' + 26,
                _ => -1,
            };
            if (value < 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)value;
            bitCount += 5;
            if (bitCount >= 8)
            {
                bitCount -= 8;
                bytes[written++] = (byte)(bits >> bitCount);
            }
        }

        // What is left over is padding, and must be zero.
        return written == bytes.Length && (bits & ((1u << bitCount) - 1)) == 0;
    }
}
