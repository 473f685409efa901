using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScanWorker.Pipeline.Events;

/// <summary>Writes enum values as <c>no-match</c>; reads nothing else, numbers least of all.</summary>
public sealed class KebabCaseEnums<T>() : JsonStringEnumConverter<T>(
    JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
