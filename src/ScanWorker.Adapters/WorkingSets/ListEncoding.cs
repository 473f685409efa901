using System.Text;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>The encodings of lists that are not UTF-8: what spreadsheets call Unicode text.</summary>
internal static class ListEncoding
{
    /// <param name="start">The first bytes of a list.</param>
    /// <returns>The encoding, or null for UTF-8 and what is much like it.</returns>
    public static Encoding? Of(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] => Utf32(isBigEndian: false),
        [0, 0, 0xFE, 0xFF, ..] => Utf32(isBigEndian: true),
        [0xFF, 0xFE, ..] or [not 0, 0, not 0, 0, ..] => Utf16(isBigEndian: false),
        [0xFE, 0xFF, ..] or [0, not 0, 0, not 0, ..] => Utf16(isBigEndian: true),
        _ => null,
    };

    /// <summary>The same text as UTF-8; a byte order mark stays one.</summary>
    public static Stream ToUtf8(Stream list, Encoding encoding) =>
        Encoding.CreateTranscodingStream(list, encoding, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    /// <summary>What the first bytes say, as UTF-8; a character that is cut off at their end is left out.</summary>
    public static byte[] ToUtf8(ReadOnlySpan<byte> start, Encoding encoding)
    {
        var text = new char[encoding.GetMaxCharCount(start.Length)];
        encoding.GetDecoder().Convert(start, text, flush: false, out _, out var length, out _);
        return Encoding.UTF8.GetBytes(text, 0, length);
    }

    public static InvalidDataException Broken(DecoderFallbackException problem) =>
        new("The list is not whole UTF-16 or UTF-32, as its first bytes say: it is damaged or cut off.", problem);

    private static UTF32Encoding Utf32(bool isBigEndian) =>
        new(isBigEndian, byteOrderMark: false, throwOnInvalidCharacters: true);

    private static UnicodeEncoding Utf16(bool isBigEndian) =>
        new(isBigEndian, byteOrderMark: false, throwOnInvalidBytes: true);
}
