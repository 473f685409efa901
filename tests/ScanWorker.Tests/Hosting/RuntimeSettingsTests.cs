using System.Text.Json;

namespace ScanWorker.Tests.Hosting;

/// <summary>
/// What the program's build tells the runtime: a misspelt property of a project is no error anywhere else.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class RuntimeSettingsTests
{
    [TestCase("System.GC.Server", false)]
    [TestCase("System.GC.Concurrent", false)]
    [TestCase("System.Runtime.TieredPGO", false)]
    public void RuntimeConfig_OfTheProgram_IsThatOfASidecar(string name, bool expected)
    {
        var file = Path.Combine(TestContext.CurrentContext.TestDirectory, "scanworker.runtimeconfig.json");
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var settings = json.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");

        Assert.That(settings.GetProperty(name).GetBoolean(), Is.EqualTo(expected));
    }
}
