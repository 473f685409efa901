using System.Text.Json.Serialization;

namespace ScanWorker.Matching.HashSets;

/// <summary>The JSON form of manifests, by generated code.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(Hash256Converter)])]
[JsonSerializable(typeof(HashSetManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
