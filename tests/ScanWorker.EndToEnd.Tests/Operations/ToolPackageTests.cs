using System.Text.Json;
using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>What <c>dotnet tool install</c> brings, from a feed that is a folder.</summary>
[TestFixture]
internal sealed class ToolPackageTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-tool-");

    [OneTimeTearDown]
    public void Clean() => _folder.Delete(recursive: true);

    // HEIC is decoded by native code in a process of its own: the package has both.
    [Test]
    public void Tool_PackedAndInstalled_DecodesInItsOwnProcesses()
    {
        var (feed, tools) = (Path.Combine(_folder.FullName, "feed"), Path.Combine(_folder.FullName, "tools"));
        var program = Path.Combine(RepositoryRoot.Path, "src", "ScanWorker");
        var picture = Path.Combine(
            RepositoryRoot.Path, "tests", "ScanWorker.Adapters.Tests", "Decoding", "Foreign", "scene.heic");
        _ = Run("dotnet", "pack", program, "--no-build", "-c", Configuration, "-o", feed);
        _ = Run("dotnet", "tool", "install", "ScanWorker", "--tool-path", tools, "--source", feed);

        var told = Run(Path.Combine(tools, "scanworker"), "hash", "--json", picture);

        using var row = JsonDocument.Parse(told);
        Assert.That(
            row.RootElement.TryGetProperty("pdq", out _) && !row.RootElement.TryGetProperty("error", out _), Is.True,
            told);
    }

    private static string Run(string command, params string[] arguments)
    {
        using var process = OwnedProcess.Start(command, arguments);
        Assert.That(process.WaitForExit(TimeSpan.FromMinutes(5)), Is.Zero, process.Output);
        return process.Output;
    }
}
