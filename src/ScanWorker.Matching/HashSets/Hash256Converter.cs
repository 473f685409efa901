using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.HashSets;

/// <summary>A 256-bit hash as 64 hexadecimal digits, lower case when written.</summary>
internal sealed class Hash256Converter : JsonConverter<Hash256>
{
    public override Hash256 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<byte> bytes = stackalloc byte[Hash256.SizeBytes];
        return HexText.TryRead(ref reader, bytes) ? new Hash256(bytes)
            : throw new JsonException("Not 64 hexadecimal digits.");
    }

    public override void Write(Utf8JsonWriter writer, Hash256 value, JsonSerializerOptions options)
    {
        Span<byte> bytes = stackalloc byte[Hash256.SizeBytes];
        value.CopyTo(bytes);
        HexText.Write(writer, bytes);
    }
}
