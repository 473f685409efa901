using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Entries;

/// <summary>
/// A hash of any size as hexadecimal digits in JSON, lower case when written, without a string on the way.
/// </summary>
/// <typeparam name="T"><see cref="Hash128"/>, <see cref="Hash160"/>, <see cref="Hash256"/> or
/// <see cref="Hash512"/>.</typeparam>
public sealed class HashConverter<T> : JsonConverter<T> where T : unmanaged
{
    private const int DigitsMax = Hash512.SizeBytes * 2;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var hash = default(T);
        return TryRead(ref reader, MemoryMarshal.AsBytes(new Span<T>(ref hash)))
            ? hash
            : throw new JsonException($"Not {Unsafe.SizeOf<T>() * 2} hexadecimal digits.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        Span<byte> digits = stackalloc byte[DigitsMax];
        _ = Convert.TryToHexStringLower(MemoryMarshal.AsBytes(new Span<T>(ref value)), digits, out var written);
        writer.WriteStringValue(digits[..written]);
    }

    private static bool TryRead(ref Utf8JsonReader reader, scoped Span<byte> bytes)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        Span<byte> digits = stackalloc byte[DigitsMax];
        var length = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
        return length == bytes.Length * 2
            && reader.CopyString(digits) == length
            && Convert.FromHexString(digits[..length], bytes, out _, out var written) == OperationStatus.Done
            && written == bytes.Length;
    }
}
