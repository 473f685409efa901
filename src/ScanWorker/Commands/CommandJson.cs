using System.Text.Json.Serialization;
using ScanWorker.Commands.Files;
using ScanWorker.Commands.Lookbacks;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Commands;

/// <summary>The JSON that commands print; generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabCaseEnums<PolicyAction>)])]
[JsonSerializable(typeof(FileHashes))]
[JsonSerializable(typeof(FindingLine))]
[JsonSerializable(typeof(Doctoring.Diagnosis))]
internal sealed partial class CommandJson : JsonSerializerContext;
