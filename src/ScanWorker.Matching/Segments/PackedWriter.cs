using System.Buffers;
using System.Text;

namespace ScanWorker.Matching.Segments;

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
