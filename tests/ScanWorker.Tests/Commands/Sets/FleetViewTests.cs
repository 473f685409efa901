using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Redis;

namespace ScanWorker.Tests.Commands.Sets;

/// <summary>What the custodian is told of the workers.</summary>
[TestFixture, Parallelizable(ParallelScope.Self), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FleetViewTests : IDisposable
{
    private const string Md5 = "0cc175b9c0f1b6a831c399e269772661";
    private Custodian _custodian = new();

    public void Dispose() => _custodian.Dispose();

    [SetUp]
    public async Task StartAsync()
    {
        _custodian.Dispose();
        _custodian = await Custodian.StartAsync();
        _ = await _custodian.DoAsync("import", _custodian.List("a.txt", Md5), "--bank", "b");
    }

    [Test]
    public async Task PublishWait_AllWorkersHaveIt_IsDoneAndListShowsThem()
    {
        await TellAsync("w-1", 1);
        await TellAsync("w-2", 2);

        var published = await _custodian.DoAsync("publish", "--wait", "--json");
        var list = await _custodian.DoAsync("list", "--json");

        Assert.That(
            (published.Lines[1].GetProperty("live").GetInt32(), published.Lines[1].GetProperty("workers").GetInt32()),
            Is.EqualTo((2, 2)));
        Assert.That(
            list.Lines.Where(line => line.GetProperty("type").GetString() == "live")
                .Select(line => (line.GetProperty("version").GetInt64(), line.GetProperty("workers").GetInt32())),
            Is.EqualTo(new[] { (1L, 1), (2L, 1) }));
        Assert.That((await _custodian.DoAsync("list")).Output, Does.Contain("oldest news").And.Contain("w-1"));
    }

    [Test]
    public async Task PublishWait_AWorkerStaysBehind_Exits69AndNamesIt()
    {
        _ = await _custodian.DoAsync("publish");
        _ = await _custodian.DoAsync("add", "sha1:86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", "--bank", "b");
        await TellAsync("w-1", 1);
        await TellAsync("w-2", 2);

        var result = await _custodian.TryAsync("publish", "--wait=1");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Unavailable));
        Assert.That(result.Output, Does.Contain("1 of 2 workers have version 2 live."));
        Assert.That(result.Error, Does.Contain("After 1 s these workers still lack it: w-1."));
    }

    [Test]
    public async Task PublishWait_NoWorkerIsKnown_Exits69AndSaysSo()
    {
        var result = await _custodian.TryAsync("publish", "--wait=1");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Unavailable));
        Assert.That(result.Error, Does.Contain("No worker reported its live version within 1 s."));
    }

    [TestCase("--wait=0")]
    [TestCase("--wait=3601")]
    public async Task PublishWait_SecondsThatAreNone_Exit64(string option) => Assert.That(
        (await _custodian.TryAsync("publish", option)).Code, Is.EqualTo(ExitCodes.Usage));

    private async Task TellAsync(string worker, long version)
    {
        await using var connections = new RedisConnections(
            Options.Create(new RedisOptions { ConnectionString = CustodianRedis.ConnectionString }));
        await new RedisLiveVersions(connections).TellAsync(
            _custodian.SetName, worker, version, TimeSpan.FromMinutes(5), CancellationToken.None);
    }
}
