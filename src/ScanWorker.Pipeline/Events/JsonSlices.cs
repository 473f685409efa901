using System.Text.Json;

namespace ScanWorker.Pipeline.Events;

/// <summary>Named values of one JSON object, as slices of its text; looked into only where they are used.</summary>
/// <remarks>
/// Reads forward in one pass, however deeply values are nested. <see cref="JsonDocument"/> is no choice for text that
/// nobody vouches for: it takes minutes for a megabyte of brackets.
/// </remarks>
internal sealed class JsonSlices
{
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _values = new(StringComparer.Ordinal);

    private JsonSlices()
    {
    }

    /// <summary>The value's text; null where the object has none of that name, or null. The last of several
    /// counts.</summary>
    public ReadOnlyMemory<byte>? this[string name] =>
        _values.TryGetValue(name, out var value) && value.Span[0] != (byte)'n'
            ? value
            : (ReadOnlyMemory<byte>?)null; // A bare null would be the empty text.

    /// <param name="json">Text of which every string is valid Unicode, see <see cref="JsonText"/>.</param>
    /// <param name="names">The values that are wanted; others are passed over.</param>
    /// <returns>Null when the text is another JSON value than an object.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonSlices? Of(ReadOnlyMemory<byte> json, IReadOnlyCollection<string> names)
    {
        var slices = new JsonSlices();
        var reader = new Utf8JsonReader(json.Span, AnyDepth);
        _ = reader.Read();
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameOf(ref reader, names);
            _ = reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (name is not null)
            {
                slices._values[name] = json[start..(int)reader.BytesConsumed];
            }
        }

        reader.Skip();
        while (reader.Read())
        {
            // Only the end may follow; anything else is thrown.
        }

        return isObject ? slices : null;
    }

    /// <summary>Whether arrays and objects are nested deeper than <paramref name="depthMax"/>.</summary>
    /// <param name="json">A JSON value.</param>
    public static bool IsDeeper(ReadOnlySpan<byte> json, int depthMax)
    {
        var reader = new Utf8JsonReader(json, AnyDepth);
        while (reader.Read())
        {
            if (reader.CurrentDepth >= depthMax
                && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The text of a JSON string; null when the value is none.</summary>
    public static string? TextOf(ReadOnlyMemory<byte>? json)
    {
        if (json is not { Span: [(byte)'"', ..] text })
        {
            return null;
        }

        var reader = new Utf8JsonReader(text);
        _ = reader.Read();
        return reader.GetString();
    }

    /// <summary>The bytes that a JSON string holds in base64; null when it holds none.</summary>
    public static byte[]? BytesOf(ReadOnlyMemory<byte>? json)
    {
        if (json is not { Span: [(byte)'"', ..] text })
        {
            return null;
        }

        var reader = new Utf8JsonReader(text);
        return reader.Read() && reader.TryGetBytesFromBase64(out var bytes) ? bytes : null;
    }

    private static string? NameOf(ref Utf8JsonReader reader, IReadOnlyCollection<string> names)
    {
        foreach (var name in names)
        {
            if (reader.ValueTextEquals(name))
            {
                return name;
            }
        }

        return null;
    }
}
