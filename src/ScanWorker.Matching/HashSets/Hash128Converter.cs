using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.HashSets;

/// <summary>A 128-bit hash as 32 hexadecimal digits, lower case when written.</summary>
internal sealed class Hash128Converter : JsonConverter<Hash128>
{
    public override Hash128 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<byte> bytes = stackalloc byte[Hash128.SizeBytes];
        return HexText.TryRead(ref reader, bytes) ? new Hash128(bytes)
            : throw new JsonException("Not 32 hexadecimal digits.");
    }

    public override void Write(Utf8JsonWriter writer, Hash128 value, JsonSerializerOptions options)
    {
        Span<byte> bytes = stackalloc byte[Hash128.SizeBytes];
        value.CopyTo(bytes);
        HexText.Write(writer, bytes);
    }
}
