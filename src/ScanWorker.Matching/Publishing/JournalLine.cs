using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Publishing;

/// <summary>
/// A journal record as a line: 64 digits that prove it and all lines before it, a blank, its JSON, a line feed.
/// </summary>
/// <remarks>
/// The digits are SHA-256 of the digits before (64 zeros at the start) and the JSON. So a cut line shows, a changed one
/// too, and nobody can take a line out of the middle of the custodian's log without writing all later ones anew.
/// </remarks>
public static class JournalLine
{
    private const int DigitsLength = Hash256.SizeBytes * 2;

    /// <summary>What the first line stands on.</summary>
    public static string Start { get; } = new('0', DigitsLength);

    /// <summary>The record's JSON alone, for showing.</summary>
    public static string ToJson(JournalRecord record) =>
        JsonSerializer.Serialize(record, JournalJson.Default.JournalRecord);

    /// <param name="before">The digits of the line before, or <see cref="Start"/>.</param>
    /// <param name="record">What is to be written.</param>
    /// <param name="digits">The digits of this line, for the next one.</param>
    public static byte[] Write(string before, JournalRecord record, out string digits)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, JournalJson.Default.JournalRecord);
        digits = Prove(before, json);
        return [.. Encoding.ASCII.GetBytes(digits), (byte)' ', .. json, (byte)'\n'];
    }

    /// <param name="before">The digits of the line before, or <see cref="Start"/>.</param>
    /// <param name="line">Without its line feed.</param>
    /// <param name="digits">The digits of this line, for the next one.</param>
    /// <returns>The record, or null when the line is cut or changed, or does not follow the one before.</returns>
    public static JournalRecord? TryRead(string before, ReadOnlySpan<byte> line, out string digits)
    {
        digits = before;
        if (line.Length < DigitsLength + 2 || line[DigitsLength] != ' ')
        {
            return null;
        }

        var json = line[(DigitsLength + 1)..];
        var proof = Prove(before, json);
        if (!line[..DigitsLength].SequenceEqual(Encoding.ASCII.GetBytes(proof)))
        {
            return null;
        }

        digits = proof;
        try
        {
            return JsonSerializer.Deserialize(json, JournalJson.Default.JournalRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Prove(string before, ReadOnlySpan<byte> json)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(Encoding.ASCII.GetBytes(before));
        digest.AppendData(json);
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}

/// <summary>The JSON form of journal records, by generated code.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(HashConverter<Hash256>)])]
[JsonSerializable(typeof(JournalRecord))]
internal sealed partial class JournalJson : JsonSerializerContext;
