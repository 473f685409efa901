using System.Collections.Concurrent;
using System.Text.Json;

namespace ScanWorker.Pipeline;

/// <summary>Enum values as events and policy files write them.</summary>
internal static class KebabCase
{
    /// <summary><c>TooManyPixels</c> is <c>too-many-pixels</c>.</summary>
    public static string Of<T>(T value) where T : struct, Enum =>
        Names<T>.Known.GetOrAdd(value, static v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()));

    private static class Names<T> where T : struct, Enum
    {
        internal static readonly ConcurrentDictionary<T, string> Known = new();
    }
}
