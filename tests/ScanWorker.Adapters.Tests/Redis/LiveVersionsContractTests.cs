using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Redis;
using ScanWorker.Pipeline.HashSets.Fleet;
using ScanWorker.Testing.HashSets;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>What the custodian learns of the fleet.</summary>
[TestFixtureSource(typeof(StoreWorld), nameof(StoreWorld.Kinds)), Parallelizable(ParallelScope.Self)]
internal sealed class LiveVersionsContractTests(StoreKind kind)
{
    private static readonly FakeTimeProvider Clock = new(HashSetVersions.Created);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly StoreWorld _world = StoreWorld.Start(kind);
    private readonly FakeLiveVersions _fake = new(Clock);

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [Test]
    public async Task ReadAsync_NobodyHasTold_IsEmptyAndWhole()
    {
        var read = await Versions().ReadAsync("nobody", CancellationToken.None);

        Assert.That((read.Read.Count, read.IsWhole), Is.EqualTo((0, true)));
    }

    [Test]
    public async Task ReadAsync_WorkersThatHaveTold_NamesTheLastVersionOfEach()
    {
        await TellAsync("told", "one", 1, Minute);
        await TellAsync("told", "two", 2, Minute);
        await TellAsync("told", "one", 3, Minute);
        await TellAsync("another", "three", 9, Minute);

        var read = await Versions().ReadAsync("told", CancellationToken.None);

        Assert.That(
            read.Read.Select(worker => (worker.Worker, worker.Version)),
            Is.EqualTo(new[] { ("one", 3L), ("two", 2L) }));
        Assert.That(
            read.Read.Select(worker => worker.Age),
            Is.All.GreaterThanOrEqualTo(TimeSpan.Zero).And.All.LessThan(Minute));
    }

    [Test]
    public async Task ReadAsync_NewsThatIsTooOld_IsForgotten()
    {
        await TellAsync("old", "one", 1, TimeSpan.FromMilliseconds(300));
        await TellAsync("old", "two", 1, Minute);
        Clock.Advance(TimeSpan.FromMilliseconds(300));

        await Poll.UntilAsync(
            async () => (await Versions().ReadAsync("old", CancellationToken.None)).Read.Count == 1,
            TimeSpan.FromSeconds(60), () => "The news is still there.");

        Assert.That(
            (await Versions().ReadAsync("old", CancellationToken.None)).Read.Single().Worker, Is.EqualTo("two"));
    }

    private ValueTask TellAsync(string set, string worker, long version, TimeSpan life) =>
        Versions().TellAsync(set, worker, version, life, CancellationToken.None);

    private ILiveVersions Versions() => kind == StoreKind.Fake
        ? _fake
        : new RedisLiveVersions(_world.NewConnections());
}
