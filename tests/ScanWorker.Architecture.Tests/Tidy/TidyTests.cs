namespace ScanWorker.Architecture.Tests.Tidy;

/// <summary>The numbers and habits of the code, held file by file.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class TidyTests
{
    private const int FolderFilesMax = 20;

    [TestCaseSource(typeof(TidyRules), nameof(TidyRules.All))]
    public void Rule_EveryFile_KeepsToIt(TidyRule rule)
    {
        var violations =
            from file in SourceFile.All
            where !TidyExceptions.All.Any(exception => exception.Covers(rule.Name, file.Path))
            from violation in rule.Violations(file)
            select $"{file.Path}: {violation}";

        Expect.None(violations, $"{rule.Because} Exceptions stand in TidyExceptions.cs.");
    }

    [TestCaseSource(typeof(TidyExceptions), nameof(TidyExceptions.All))]
    public void Exception_StillListed_IsStillNeeded(TidyException exception)
    {
        var rule = TidyRules.All.Single(rule => rule.Name == exception.Rule);

        var violations = SourceFile.All
            .Where(file => exception.Covers(rule.Name, file.Path)).SelectMany(rule.Violations);

        Assert.That(violations, Is.Not.Empty, $"{exception} is obsolete.");
        Assert.That(exception.Reason, Does.Match("^[A-Z].*[.]$"), "A reason is a sentence.");
    }

    /// <summary>A folder is a feature, and seen at a glance.</summary>
    [Test]
    public void Folder_EachOfTheProduct_HoldsTwentyFilesAtMost()
    {
        var crowded = SourceFile.All.Where(file => file.IsProduct)
            .GroupBy(file => file.Path[..file.Path.LastIndexOf('/')])
            .Where(folder => folder.Count() > FolderFilesMax && !TidyExceptions.CrowdedFolders.Contains(folder.Key))
            .Select(folder => $"{folder.Key}: {folder.Count()} files");

        Expect.None(crowded, "Split it by feature. Exceptions stand in TidyExceptions.cs.");
    }

    [Test]
    public void Rules_AllTogether_SeeTheWholeTree() =>
        Assert.That(SourceFile.All, Has.Count.GreaterThan(300).And.Some.Property(nameof(SourceFile.IsProduct)).True);
}
