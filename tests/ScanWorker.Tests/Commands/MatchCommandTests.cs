using ScanWorker.Adapters.Embedded;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Tests.Commands;

/// <summary>From a list to a match, by the commands that a custodian and an engineer type.</summary>
[TestFixture]
internal sealed class MatchCommandTests
{
    private readonly ScratchFolder _folder = new();
    private readonly EmbeddedRedis _redis = EmbeddedRedis.Start();
    private string _config = "";

    [OneTimeSetUp]
    public async Task PublishAsync()
    {
        _config = _folder.Write("settings.json", $$"""
            {
              "Redis": { "ConnectionString": "{{_redis.ConnectionString}}" },
              "Kafka": { "BootstrapServers": "127.0.0.1:1" },
              "Sets": { "Name": "match", "Directory": "{{_folder.Path}}/sets", "Signing": { "Required": false } }
            }
            """);
        var hashed = await CommandResult.OfAsync(
            "hash", "--json", _folder.Write("known.png", TestImages.File(ImageFormat.Png, seed: 3)));
        var line = hashed.Lines.Single();
        var list = _folder.Write(
            "list.csv", $"entry_id,sha256,pdq\nknown-1,{line.GetProperty("sha256")},{line.GetProperty("pdq")}\n");

        var imported = await CommandResult.OfAsync("sets", "import", list, "--bank", "test-bank", "--config", _config);
        var published = await CommandResult.OfAsync("sets", "publish", "--config", _config);

        Assert.That((imported.Code, published.Code), Is.EqualTo((0, 0)), imported.Error + published.Error);
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _redis.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Match_SameBytes_IsExactAndExits1()
    {
        var result = await MatchAsync("same.png", TestImages.File(ImageFormat.Png, seed: 3));

        var match = result.Lines.Single().GetProperty("matches")[0];
        Assert.That(result.Code, Is.EqualTo(ExitCodes.Found));
        Assert.That(match.GetProperty("kind").GetString(), Is.EqualTo("exact"));
        Assert.That(match.GetProperty("entryId").GetString(), Is.EqualTo("known-1"));
    }

    [Test]
    public async Task Match_RecompressedPicture_IsNearAndExits1()
    {
        var result = await MatchAsync("again.jpg", TestImages.File(ImageFormat.Jpeg, seed: 3));

        var match = result.Lines.Single().GetProperty("matches")[0];
        Assert.That(result.Code, Is.EqualTo(ExitCodes.Found));
        Assert.That(match.GetProperty("kind").GetString(), Is.EqualTo("near"));
        Assert.That(match.GetProperty("distance").GetInt32(), Is.InRange(0, 31));
    }

    [Test]
    public async Task Match_UnrelatedPicture_ExitsWith0()
    {
        var result = await MatchAsync("other.png", TestImages.File(ImageFormat.Png, seed: 4));

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done));
        Assert.That(result.Lines.Single().GetProperty("verdict").GetString(), Is.EqualTo("no-match"));
    }

    [Test]
    public async Task Match_FileThatIsNoPicture_IsUnscannableAndNeverAPass()
    {
        var result = await MatchAsync("text.jpg", "no picture"u8);

        Assert.That(result.Lines.Single().GetProperty("verdict").GetString(), Is.EqualTo("unscannable"));
        Assert.That(result.Lines.Single().GetProperty("action").GetString(), Is.EqualTo("review"));
    }

    [Test]
    public async Task Match_MissingFile_Exits65()
    {
        var result = await CommandResult.OfAsync(
            "match", Path.Combine(_folder.Path, "missing.png"), "--config", _config);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(result.Error, Does.Contain("missing.png"));
    }

    [Test]
    public async Task Publish_WithRedisAway_Exits69()
    {
        var config = _folder.Write("away.json", $$"""
            {
              "Redis": { "ConnectionString": "127.0.0.1:1,connectTimeout=200,connectRetry=0,abortConnect=false,syncTimeout=200,asyncTimeout=200" },
              "Sets": { "Name": "match", "Directory": "{{_folder.Path}}/sets", "Signing": { "Required": false } }
            }
            """);

        var result = await CommandResult.OfAsync("sets", "publish", "--config", config);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Unavailable), result.Error);
    }

    [Test]
    public async Task Publish_UnknownSetting_Exits78()
    {
        var config = _folder.Write("unknown.json", """{ "Redis": { "ConnectionStrin": "x" }, "Sets": { "Nmae": "match" } }""");

        var result = await CommandResult.OfAsync("sets", "publish", "--config", config);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(result.Error, Does.Contain("Sets:Nmae").And.Contain("Redis:ConnectionStrin"));
    }

    private Task<CommandResult> MatchAsync(string name, ReadOnlySpan<byte> bytes) =>
        CommandResult.OfAsync("match", "--json", _folder.Write(name, bytes), "--config", _config);
}
