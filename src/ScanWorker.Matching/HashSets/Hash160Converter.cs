using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.HashSets;

/// <summary>A 160-bit hash as 40 hexadecimal digits, lower case when written.</summary>
internal sealed class Hash160Converter : JsonConverter<Hash160>
{
    public override Hash160 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<byte> bytes = stackalloc byte[Hash160.SizeBytes];
        return HexText.TryRead(ref reader, bytes) ? new Hash160(bytes)
            : throw new JsonException("Not 40 hexadecimal digits.");
    }

    public override void Write(Utf8JsonWriter writer, Hash160 value, JsonSerializerOptions options)
    {
        Span<byte> bytes = stackalloc byte[Hash160.SizeBytes];
        value.CopyTo(bytes);
        HexText.Write(writer, bytes);
    }
}
