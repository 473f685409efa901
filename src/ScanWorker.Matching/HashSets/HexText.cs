using System.Buffers;
using System.Text.Json;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.HashSets;

/// <summary>Hexadecimal text in JSON, without a string on the way.</summary>
internal static class HexText
{
    private const int DigitsMax = Hash256.SizeBytes * 2;

    internal static bool TryRead(ref Utf8JsonReader reader, scoped Span<byte> bytes)
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

    internal static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> bytes)
    {
        Span<byte> digits = stackalloc byte[DigitsMax];
        _ = Convert.TryToHexStringLower(bytes, digits, out var written);
        writer.WriteStringValue(digits[..written]);
    }
}
