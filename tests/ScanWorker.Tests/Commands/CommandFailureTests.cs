namespace ScanWorker.Tests.Commands;

/// <summary>Ordinary mistakes with any command: the exit code of their kind, a sentence, no stack trace.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CommandFailureTests : IDisposable
{
    // Each reads the configuration before it does anything else.
    private static readonly string[] Commands =
    [
        "run", "hash file.jpg", "match file.jpg", "record --out out.jsonl", "replay day.jsonl",
        "lookback --bank b", "doctor", "sets import list.txt", "sets add md5:d41d8cd98f00b204e9800998ecf8427f --bank b",
        "sets withdraw x", "sets publish", "sets rollback", "sets list", "sets show", "sets diff 1", "sets verify",
        "sets export", "sets compact", "sets log", "sets release", "sets keygen",
    ];

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCaseSource(nameof(Commands))]
    public async Task Configuration_BrokenJson_IsNoBug(string command)
    {
        var file = _folder.Write("broken.json", """{ "Kafka": { """);

        await AssertFailsAsync(command, file, ExitCodes.Configuration, "broken.json");
    }

    [TestCaseSource(nameof(Commands))]
    public async Task Configuration_RootKeyThatIsNobodys_IsToldWithTheNearest(string command)
    {
        var file = _folder.Write("slip.json", """{ "Polcy": { "File": "policy.json" } }""");

        await AssertFailsAsync(command, file, ExitCodes.Configuration, "Polcy: no such setting. Did you mean Policy?");
    }

    [TestCaseSource(nameof(Commands))]
    public async Task Options_OneThatIsNot_AreRefused(string command)
    {
        var file = _folder.Write("good.json", "{}");

        await AssertFailsAsync($"{command} --no-such-option", file, expected: null, "");
    }

    [TestCaseSource(nameof(Commands))]
    public async Task Configuration_Directory_IsNoBug(string command)
    {
        var result = await CommandResult.OfAsync([.. command.Split(' '), "--config", _folder.Path]);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Usage).Or.EqualTo(ExitCodes.Configuration), result.Error);
        Assert.That(result.Error, Does.Contain(_folder.Path).And.Not.Contain("   at "));
    }

    [TestCase("run", "--Health:Port=70000", "Health:Port")]
    [TestCase("run", "--Health:Port=web", "Health:Port")]
    [TestCase("run", "--Sets:Signing:PublicKey=/no/such/key.pem", "Sets:Signing:PublicKey")]
    [TestCase("run", "--Polcy:File=x", "Did you mean Policy?")]
    [TestCase("run", "--Health:Address=localhost", "Health:Address")]
    [TestCase("healthcheck", "--Health:Port=web", "Health:Port")]
    [TestCase("doctor", "--Lane=4", "Did you mean Lanes?")]
    [TestCase("sets list", "--Kafka:GrupId=g", "Kafka:GrupId: no such setting. Did you mean GroupId?")]
    [TestCase("replay day.jsonl", "--Redis:Foo=1", "Redis:Foo")]
    [TestCase("hash file.jpg", "--Scan:Decode:FrameMax=1", "Did you mean FramesMax?")]
    public async Task Setting_Wrong_NamesItsKey(string command, string setting, string told)
    {
        var result = await CommandResult.OfAsync([.. command.Split(' '), setting]);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration), result.Error);
        Assert.That(result.Error, Does.Contain(told).And.Not.Contain("   at "));
    }

    [TestCase("day.jsonl --out day.jsonl")]
    [TestCase("day.jsonl --report day.jsonl")]
    [TestCase("day.jsonl --out ./link.jsonl")]
    [TestCase("day.jsonl --against v.jsonl --out v.jsonl")]
    [TestCase("--from-verdicts v.jsonl --out v.jsonl --force")]
    [TestCase("--from-verdicts v.jsonl --out new.jsonl --report new.jsonl")]
    [TestCase("day.jsonl --out other.txt")]
    public async Task Replay_OverAFileThatIsThere_IsRefusedAndLeavesIt(string line)
    {
        string[] names = ["day.jsonl", "v.jsonl", "other.txt"];
        foreach (var name in names)
        {
            _ = _folder.Write(name, "precious");
        }

        _ = File.CreateSymbolicLink(
            Path.Combine(_folder.Path, "link.jsonl"), Path.Combine(_folder.Path, "day.jsonl"));
        var result = await CommandResult.OfAsync([
            "replay", .. line.Split(' ').Select(word => word.Contains('.') ? Path.Combine(_folder.Path, word) : word),
        ]);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Usage), result.Error);
        Assert.That(
            names.Select(name => File.ReadAllText(Path.Combine(_folder.Path, name))), Is.All.EqualTo("precious"));
    }

    private async Task AssertFailsAsync(string command, string config, int? expected, string told)
    {
        var result = await CommandResult.OfAsync([.. command.Split(' '), "--config", config]);

        Assert.That(result.Code, expected is { } code ? Is.EqualTo(code) : Is.Not.Zero.And.Not.EqualTo(ExitCodes.Bug));
        Assert.That(result.Error, Does.Contain(told).And.Not.Contain("   at "));
    }
}
