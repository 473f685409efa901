using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace ScanWorker.Pipeline.Events;

/// <summary>JSON text whose strings can be read and written again: what is no Unicode in it is replaced.</summary>
/// <remarks>
/// An emoji that JavaScript cut in two leaves half a surrogate pair, and Latin-1 leaves bytes that are no UTF-8. Both
/// pass a JSON reader that does not look into strings, and throw where the string is read or written.
/// </remarks>
internal readonly struct JsonText
{
    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    private static ReadOnlySpan<byte> EscapedReplacement => "\\ufffd"u8;

    private readonly List<int>? _replaced;

    private JsonText(ReadOnlyMemory<byte> bytes, List<int>? replaced) => (Bytes, _replaced) = (bytes, replaced);

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <param name="json">As it was read; a byte order mark at its beginning is left out.</param>
    public static JsonText Of(ReadOnlyMemory<byte> json)
    {
        json = json.Span.StartsWith("\uFEFF"u8) ? json["\uFEFF"u8.Length..] : json;
        return Utf8.IsValid(json.Span) && !MayHoldSurrogates(json.Span) ? new JsonText(json, null) : Repair(json);
    }

    /// <summary>Whether anything was replaced in a part of <see cref="Bytes"/>.</summary>
    public bool WasReplacedIn(ReadOnlyMemory<byte> part) =>
        _replaced is not null
        && Bytes.Span.Overlaps(part.Span, out var start)
        && _replaced.Exists(at => at >= start && at < start + part.Length);

    private static bool MayHoldSurrogates(ReadOnlySpan<byte> json) =>
        json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0;

    private static JsonText Repair(ReadOnlyMemory<byte> json)
    {
        var whole = new ArrayBufferWriter<byte>(json.Length + 64);
        var rest = json.Span;
        List<int>? replaced = null;
        while (!rest.IsEmpty)
        {
            var (length, isSound) = rest[0] == (byte)'\\' ? Escape(rest) : Character(rest);
            if (isSound)
            {
                whole.Write(rest[..length]);
            }
            else
            {
                (replaced ??= []).Add(whole.WrittenCount);
                whole.Write(rest[0] == (byte)'\\' ? EscapedReplacement : Replacement);
            }

            rest = rest[length..];
        }

        return replaced is null ? new JsonText(json, null) : new JsonText(whole.WrittenMemory, replaced);
    }

    private static (int Length, bool IsSound) Character(ReadOnlySpan<byte> rest)
    {
        var plain = rest.IndexOfAnyExceptInRange((byte)0, (byte)0x7F) is >= 0 and var other ? other : rest.Length;
        var escape = rest[..plain].IndexOf((byte)'\\');
        return escape > 0 ? (escape, true)
            : plain > 0 ? (plain, true)
            : Rune.DecodeFromUtf8(rest, out _, out var length) == OperationStatus.Done ? (length, true)
            : (length, false);
    }

    // A high half must be followed by a low one; every other half stands alone.
    private static (int Length, bool IsSound) Escape(ReadOnlySpan<byte> rest) =>
        CodeUnit(rest) switch
        {
            >= 0xD800 and <= 0xDBFF => CodeUnit(rest[6..]) is >= 0xDC00 and <= 0xDFFF ? (12, true) : (6, false),
            >= 0xDC00 and <= 0xDFFF => (6, false),
            _ => (Math.Min(2, rest.Length), IsAscii(rest)),
        };

    // What stands behind a backslash is taken along only where it is a character of one byte.
    private static bool IsAscii(ReadOnlySpan<byte> rest) => rest.Length < 2 || rest[1] <= 0x7F;

    private static int? CodeUnit(ReadOnlySpan<byte> rest) =>
        rest is [(byte)'\\', (byte)'u', _, _, _, _, ..]
        && int.TryParse(
            rest[2..6], System.Globalization.NumberStyles.AllowHexSpecifier,
            System.Globalization.CultureInfo.InvariantCulture, out var unit)
            ? unit
            : null;
}
