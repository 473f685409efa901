using System.Text.Json;

namespace ScanWorker.Commands.Sets;

/// <summary>Enum values as output writes them: <c>BadHash</c> is <c>bad-hash</c>.</summary>
internal static class KebabName
{
    public static string Of<T>(T value) where T : struct, Enum =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
