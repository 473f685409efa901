using System.Reflection;

namespace ScanWorker.Adapters.Decoding;

/// <summary>Versions of libraries, as they go into verdicts.</summary>
internal static class LibraryVersion
{
    /// <summary>Of the package that a type comes from, without the commit it was built from.</summary>
    public static string Of(Type type) =>
        (type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? type.Assembly.GetName().Version?.ToString() ?? "unknown").Split('+')[0];
}
