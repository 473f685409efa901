using System.Text.Json.Serialization;

namespace ScanWorker.Matching.HashSets;

/// <summary>The JSON form of entries, by generated code.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(Hash128Converter), typeof(Hash160Converter), typeof(Hash256Converter)])]
[JsonSerializable(typeof(EntryLine))]
internal sealed partial class EntryJsonContext : JsonSerializerContext;
