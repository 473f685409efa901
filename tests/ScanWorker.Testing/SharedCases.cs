namespace ScanWorker.Testing;

/// <summary>The shared odd pictures, lists and events; they lie beside the repository, or nowhere.</summary>
/// <remarks>Looked for in <c>SCANWORKER_CASES_DIR</c>, else in <c>../shared/cases</c> of the repository.</remarks>
internal static class SharedCases
{
    private const string DirectoryVariable = "SCANWORKER_CASES_DIR";

    /// <summary>The folder, or null on a machine without it.</summary>
    /// <exception cref="DirectoryNotFoundException">The variable names a folder that is not there.</exception>
    public static string? Directory { get; } = Find();

    /// <summary>The files of one of its folders, by name; none on a machine without it.</summary>
    public static IReadOnlyList<string> Files(string folder) => Directory is null
        ? []
        : [.. System.IO.Directory.GetFiles(Path.Combine(Directory, folder)).Order(StringComparer.Ordinal)];

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } named)
        {
            return System.IO.Directory.Exists(named)
                ? named
                : throw new DirectoryNotFoundException($"{DirectoryVariable} names {named}, which is not there.");
        }

        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ScanWorker.sln")))
        {
            folder = folder.Parent;
        }

        var beside = folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "cases") : null;
        return System.IO.Directory.Exists(beside) ? beside : null;
    }
}
