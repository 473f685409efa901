using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>What the image holds: the program published once as deploy/Dockerfile does, for whoever may read.</summary>
[SetUpFixture]
internal sealed class PublishedProgram
{
    private static readonly Lazy<DirectoryInfo> Folder = new(Publish);

    public static string Executable => Path.Combine(AppIn(Folder.Value), "scanworker");

    [OneTimeTearDown]
    public void Clean()
    {
        if (Folder.IsValueCreated)
        {
            Folder.Value.Delete(recursive: true);
        }
    }

    private static string AppIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "app");

    private static DirectoryInfo Publish()
    {
        var folder = Directory.CreateTempSubdirectory("scanworker-published-");
        var source = Directory.CreateDirectory(Path.Combine(folder.FullName, "source")).FullName;
        var image = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "deploy", "Dockerfile"));
        var stage = image.TakeWhile(line => !line.StartsWith("FROM ${BASE}", StringComparison.Ordinal)).ToList();
        foreach (var words in stage.Select(line => line.Split(' ')))
        {
            switch (words[0])
            {
                case "COPY":
                    Run($"cp -r {string.Join(' ', words[1..^1])} {source}", RepositoryRoot.Path);
                    Run("rm -rf src/*/obj src/*/bin", source); // No part of a clone, from which an image is built.
                    break;
                case "RUN" when words[1] == "dotnet": // What it installs beside is the image's alone.
                    var publish = string.Join(' ', words[1..]);
                    Run(publish.Replace("/published", AppIn(folder), StringComparison.Ordinal), source);
                    break;
            }
        }

        Run("chmod -R a+rX .", folder.FullName);
        return folder;
    }

    private static void Run(string command, string folder)
    {
        using var process = OwnedProcess.Start("sh", ["-euc", $"cd '{folder}'; exec {command}"]);
        Assert.That(process.WaitForExit(TimeSpan.FromMinutes(15)), Is.Zero, process.Output);
    }
}
