using System.Text.Json.Serialization;

namespace ScanWorker.Pipeline.Findings;

/// <summary>Generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    IgnoreReadOnlyProperties = true,
    Converters =
        [typeof(FindingsJson.Hash128Text), typeof(FindingsJson.Hash160Text), typeof(FindingsJson.Hash256Text)])]
[JsonSerializable(typeof(ContentFindings))]
internal sealed partial class FindingsJsonContext : JsonSerializerContext;
