namespace ScanWorker.Tests.Commands;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RunCommandTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Run_ManyThingsWrong_TellsThemAllAtOnceAndExits78()
    {
        var result = await CommandResult.OfAsync(
            "run", "--config", _folder.Write("wrong.json", """
                {
                  "Kafka": { "BootstrapServers": "", "GrupId": "misspelt" },
                  "Scan": { "Decode": { "FramesMax": 0 }, "Fetch": { "Deadline": "soon" } },
                  "Content": { "Roots": [ "relative/folder" ] },
                  "Lanes": 0
                }
                """));

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration));
        foreach (var key in new[]
        {
            "Kafka:BootstrapServers", "Kafka:GrupId", "Scan:Decode:FramesMax", "Scan:Fetch:Deadline", "Content:Roots",
            "Lanes",
            "Redis:ConnectionString", "Sets:Signing:PublicKey",
        })
        {
            Assert.That(result.Error, Does.Contain(key));
        }
    }

    [Test]
    public async Task Run_CommandLine_WinsOverTheFile()
    {
        var file = _folder.Write("file.json", """{ "Lanes": 0, "Scan": { "Decode": { "FramesMax": 0 } } }""");

        var result = await CommandResult.OfAsync("run", "--config", file, "--Lanes=4");

        Assert.That(result.Error, Does.Contain("FramesMax").And.Not.Contain("Lanes"));
    }

    [Test]
    public async Task Run_PolicyFileThatIsWrong_IsToldWithItsKeys()
    {
        var policy = _folder.Write("policy.json", """{ "banks": { "b": { "maxDistance": 300, "minQuality": -1 } } }""");

        var result = await CommandResult.OfAsync("run", $"--Policy:File={policy}");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(result.Error, Does.Contain("maxDistance").And.Contain("minQuality"));
    }
}
