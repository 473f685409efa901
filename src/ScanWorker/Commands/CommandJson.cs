using System.Text.Json.Serialization;

namespace ScanWorker.Commands;

/// <summary>The JSON that commands print; generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileHashes))]
[JsonSerializable(typeof(Doctoring.Diagnosis))]
internal sealed partial class CommandJson : JsonSerializerContext;
