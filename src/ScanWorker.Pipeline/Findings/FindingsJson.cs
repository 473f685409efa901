using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Hashing;

namespace ScanWorker.Pipeline.Findings;

/// <summary>The JSON in which findings are cached.</summary>
internal static class FindingsJson
{
    public static byte[] Write(ContentFindings findings) =>
        JsonSerializer.SerializeToUtf8Bytes(findings, FindingsJsonContext.Default.ContentFindings);

    /// <returns>Null when the bytes are not findings that this version of the program wrote: a miss, not an
    /// error.</returns>
    public static ContentFindings? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, FindingsJsonContext.Default.ContentFindings);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed class Hash128Text : JsonConverter<Hash128>
    {
        public override Hash128 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Hash128.TryParseHex(reader.GetString(), out var hash) ? hash : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Hash128 value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    internal sealed class Hash160Text : JsonConverter<Hash160>
    {
        public override Hash160 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Hash160.TryParseHex(reader.GetString(), out var hash) ? hash : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Hash160 value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    internal sealed class Hash256Text : JsonConverter<Hash256>
    {
        public override Hash256 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Hash256.TryParseHex(reader.GetString(), out var hash) ? hash : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Hash256 value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
