namespace ScanWorker.Architecture.Tests;

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <param name="path">From the root, with forward slashes.</param>
    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <returns>Paths from the root, with forward slashes, in order; nothing that a build made.</returns>
    public static IReadOnlyList<string> Files(string folder, string pattern) =>
    [
        .. Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "artifacts" or "node_modules" or "bin" or "obj"))
            .Order(StringComparer.Ordinal),
    ];

    private static string Find(string from)
    {
        for (var at = new DirectoryInfo(from); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "ScanWorker.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No ScanWorker.sln above {from}.");
    }
}
