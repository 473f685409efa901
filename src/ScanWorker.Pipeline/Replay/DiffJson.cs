using System.Text.Json.Serialization;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Replay;

/// <summary>Differences as NDJSON; generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabCaseEnums<ChangeKind>)])]
[JsonSerializable(typeof(OutcomeChange))]
public sealed partial class DiffJson : JsonSerializerContext;
