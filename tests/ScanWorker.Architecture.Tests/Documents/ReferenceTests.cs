using ScanWorker.Documentation;

namespace ScanWorker.Architecture.Tests.Documents;

/// <summary>What is generated from the code is what is committed.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ReferenceTests
{
    private const string Remedy = "Run: dotnet run --project tools/ScanWorker.Documentation -- docs";

    [Test]
    public async Task GeneratedFiles_All_AreWhatIsCommitted()
    {
        var differing = new List<string>();
        foreach (var file in await ReferenceFiles.AllAsync())
        {
            var path = Repository.PathOf($"docs/{file.Path}");
            if (!File.Exists(path) || await File.ReadAllTextAsync(path) != file.Text)
            {
                differing.Add($"docs/{file.Path}");
            }
        }

        Expect.None(differing, Remedy);
    }

    [Test]
    public async Task Readme_TableOfFormats_IsWhatTheCodeHas()
    {
        var readme = await File.ReadAllTextAsync(Repository.PathOf("README.md"));

        Assert.That(readme, Is.EqualTo(ReadmeFormats.Apply(readme)), Remedy);
    }

    [Test]
    public async Task GeneratedFolders_HoldNothing_ThatTheCodeHasNot()
    {
        var generated = (await ReferenceFiles.AllAsync())
            .Select(file => $"docs/{file.Path}").ToHashSet(StringComparer.Ordinal);

        var strays = ReferenceFiles.Folders
            .SelectMany(folder => Repository.Files($"docs/{folder}", "*")).Except(generated);

        Expect.None(strays, "Files in a generated folder that nothing generates.");
    }
}
