using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScanWorker.Pipeline.Events;

/// <summary>The JSON of every event, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(KebabCaseEnums<VerdictKind>), typeof(KebabCaseEnums<PolicyAction>), typeof(KebabCaseEnums<MatchKind>),
        typeof(KebabCaseEnums<Softening>),
    ])]
[JsonSerializable(typeof(UploadData))]
[JsonSerializable(typeof(VerdictEvent))]
[JsonSerializable(typeof(BlockEvent))]
[JsonSerializable(typeof(ReportEvent))]
[JsonSerializable(typeof(ReversalEvent))]
[JsonSerializable(typeof(RetractionEvent))]
public sealed partial class EventJson : JsonSerializerContext;

/// <summary>Writes enum values as <c>no-match</c>; reads nothing else, numbers least of all.</summary>
public sealed class KebabCaseEnums<T>() : JsonStringEnumConverter<T>(
    JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
