namespace ScanWorker.Architecture.Tests.Layers;

/// <summary>Hashing, Matching, Pipeline, Adapters, the program: each depends only on those before it.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class LayerTests
{
    private static readonly string[] FileTypes =
        ["System.IO.File", "System.IO.Directory", "System.IO.FileStream", "System.IO.FileInfo",
            "System.IO.DirectoryInfo"];

    [TestCase("ScanWorker.Hashing", "System.")]
    [TestCase("ScanWorker.Matching", "System.", "ScanWorker.Hashing")]
    [TestCase("ScanWorker.Pipeline", "System.", "Microsoft.Extensions.", "ScanWorker.Hashing", "ScanWorker.Matching")]
    [TestCase("ScanWorker.Replay", "System.", "Microsoft.Extensions.", "ScanWorker.Hashing", "ScanWorker.Matching",
        "ScanWorker.Pipeline")]
    public void PureAssembly_EveryReference_IsOnItsList(string assembly, params string[] allowedPrefixes)
    {
        var strangers = BuiltAssembly.Of(assembly).References
            .Where(name => !allowedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)));

        Expect.None(
            strangers,
            $"{assembly} may reference only: {string.Join(", ", allowedPrefixes)}. See docs/architecture.md.");
    }

    [Test]
    public void Adapters_References_NeitherTheProgramNorTheTelemetrySdk() =>
        Assert.That(BuiltAssembly.Of("ScanWorker.Adapters").References,
            Has.None.EqualTo("scanworker").And.None
                .StartsWith("OpenTelemetry").And.None.StartsWith("Microsoft.AspNetCore"));

    [Test]
    public void Product_References_NoTestCode() =>
        Assert.That(BuiltAssembly.All.SelectMany(assembly => assembly.References),
            Has.None.EqualTo("ScanWorker.Testing").And.None.StartsWith("nunit").IgnoreCase);

    [Test]
    public void Hashing_AnyType_SeesNoStreamAndNoFile() =>
        Expect.None(
            UsesIn("ScanWorker.Hashing", use => use.Namespace == "System.IO"), "Hashing takes spans and gives hashes.");

    [TestCase("ScanWorker.Matching")]
    [TestCase("ScanWorker.Pipeline")]
    public void PureAssembly_AnyType_OpensNoFileAndNoConnection(string assembly) =>
        Expect.None(
            UsesIn(
                assembly, use => (FileTypes.Contains(use.Type) && !LayerExceptions.MayOpenFiles.ContainsKey(use.User))
                || use.Namespace.StartsWith("System.Net", StringComparison.Ordinal)),
            "Input and output are for Adapters.");

    [Test]
    public void AdapterFolder_AnyType_IsAnIsland()
    {
        var bridges = UsesIn("ScanWorker.Adapters", use => FolderOf(use.Namespace) is { } other
            && FolderOf(use.UserNamespace) is { } own && own != other
            && !LayerExceptions.Bridges.ContainsKey($"{own} -> {other}"));

        Expect.None(bridges, "A folder of Adapters uses no other; see LayerExceptions.cs.");
    }

    [Test]
    public void Bridges_EachListed_IsStillThere()
    {
        var found = BuiltAssembly.Of("ScanWorker.Adapters").Uses
            .Select(use => $"{FolderOf(use.UserNamespace)} -> {FolderOf(use.Namespace)}")
            .ToHashSet(StringComparer.Ordinal);

        Assert.That(LayerExceptions.Bridges.Keys, Is.SubsetOf(found));
    }

    /// <summary>
    /// Within a project, features depend on one another in one direction only. The project's own namespace holds what
    /// all of them share, and what puts them together.
    /// </summary>
    [TestCase("ScanWorker.Pipeline")]
    [TestCase("ScanWorker.Replay")]
    [TestCase("ScanWorker.Matching")]
    public void Features_OfAProject_FormNoCycle(string assembly)
    {
        var arrows = BuiltAssembly.Of(assembly).Uses
            .Select(use => (From: FeatureOf(use.UserNamespace, assembly), To: FeatureOf(use.Namespace, assembly)))
            .Where(arrow => arrow is { From: not null, To: not null } && arrow.From != arrow.To)
            .Select(arrow => (arrow.From ?? "", arrow.To ?? "")).ToHashSet();
        var closure = arrows.ToHashSet();
        while (closure.SelectMany(a => arrows.Where(b => b.Item1 == a.Item2).Select(b => (a.Item1, b.Item2)))
            .ToList() is var longer && longer.Any(closure.Add))
        {
        }

        Expect.None(
            arrows.Where(arrow => closure.Contains((arrow.Item2, arrow.Item1)))
                .SelectMany(arrow => UsesIn(assembly, use => FeatureOf(use.UserNamespace, assembly) == arrow.Item1
                    && FeatureOf(use.Namespace, assembly) == arrow.Item2).Select(use => $"{use.User} -> {use.Type}")),
            "These features form a cycle.");
    }

    private static string? FeatureOf(string space, string assembly) =>
        space.StartsWith(assembly + ".", StringComparison.Ordinal) ? space.Split('.')[2] : null;

    private static string? FolderOf(string space) =>
        space.StartsWith("ScanWorker.Adapters.", StringComparison.Ordinal) ? space.Split('.')[2] : null;

    private static IEnumerable<Use> UsesIn(string assembly, Func<Use, bool> isWrong) =>
        BuiltAssembly.Of(assembly).Uses.Where(isWrong);
}
