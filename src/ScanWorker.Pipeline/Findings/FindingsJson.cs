using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

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
}

/// <summary>Generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    Converters =
    [
        typeof(HashConverter<Hash128>), typeof(HashConverter<Hash160>), typeof(HashConverter<Hash256>),
        typeof(HashConverter<Hash512>),
    ])]
[JsonSerializable(typeof(ContentFindings))]
internal sealed partial class FindingsJsonContext : JsonSerializerContext;
