using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Policies;

/// <summary>The JSON of the policy file: comments and trailing commas are welcome, unknown keys are not.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabCaseEnums<PolicyAction>), typeof(
        KebabCaseEnums<QueryTransforms>), typeof(KebabCaseEnums<UnscannableCode>)])]
[JsonSerializable(typeof(PolicySettings))]
public sealed partial class PolicyJson : JsonSerializerContext;
