using System.Text.Json.Serialization;

namespace ScanWorker.Pipeline.Events;

/// <summary>The JSON of every event, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
        [typeof(KebabCaseEnums<VerdictKind>), typeof(KebabCaseEnums<PolicyAction>), typeof(KebabCaseEnums<MatchKind>)])]
[JsonSerializable(typeof(UploadData))]
[JsonSerializable(typeof(VerdictEvent))]
[JsonSerializable(typeof(BlockEvent))]
[JsonSerializable(typeof(ReportEvent))]
[JsonSerializable(typeof(ReversalEvent))]
public sealed partial class EventJson : JsonSerializerContext;
