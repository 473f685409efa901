using System.Reflection;

namespace ScanWorker;

/// <summary>Which program this is; part of every verdict.</summary>
internal static class ProgramVersion
{
    /// <summary>Version, and the commit it was built from after a plus sign where the build knew it.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "0";
}
