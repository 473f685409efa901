namespace ScanWorker.Hashing.Tests.Pdq;

/// <summary>The shared pictures with the reference's hashes; they lie beside the repository, or nowhere.</summary>
/// <remarks>Looked for in <c>SCANWORKER_PDQ_DIR</c>, else in <c>../shared/pdq</c> of the repository.</remarks>
internal static class SharedPdqSet
{
    private const string DirectoryVariable = "SCANWORKER_PDQ_DIR";

    /// <summary>The folder, or null on a machine without it.</summary>
    internal static string? Directory { get; } = Find();

    internal static IReadOnlyList<SharedPdqRow> Lossless { get; } = Read("lossless");

    internal static IReadOnlyList<SharedPdqRow> Lossy { get; } = Read("lossy");

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

        var beside = folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "pdq") : null;
        return System.IO.Directory.Exists(beside) ? beside : null;
    }

    private static SharedPdqRow[] Read(string kind) =>
        Directory is null
            ? []
            : [.. File.ReadLines(Path.Combine(Directory, kind + ".csv"))
                .Skip(1)
                .Select(line => Row(Directory, kind, line))];

    private static SharedPdqRow Row(string directory, string kind, string line)
    {
        var cells = line.Split(',');
        return new SharedPdqRow(
            Path.Combine(directory, kind, cells[0]), int.Parse(cells[1]), [.. cells[2..].Select(Hashes.Parse)]);
    }
}
