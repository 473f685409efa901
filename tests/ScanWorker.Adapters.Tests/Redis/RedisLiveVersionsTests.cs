using ScanWorker.Adapters.Redis;
using ScanWorker.Pipeline.HashSets.Fleet;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>What somebody else may have written is read within limits, and what makes no sense is left out.</summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
internal sealed class RedisLiveVersionsTests
{
    private readonly StoreWorld _world = StoreWorld.Start(StoreKind.Garnet);

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [TestCase("w", "x 1000")]
    [TestCase("w", "-1 1000")]
    [TestCase("w", "1")]
    [TestCase("w", "1 999999999999")]
    [TestCase("w", "1 10")]
    [TestCase("w", "1 60000 and more")]
    [TestCase("\u001b[2J", "1 60000")]
    public async Task ReadAsync_WhatMakesNoSense_IsLeftOut(string worker, string value)
    {
        var (set, versions) = (Guid.NewGuid().ToString("N"), new RedisLiveVersions(_world.NewConnections()));
        var database = (await _world.NewConnections().Signals).GetDatabase();
        _ = await database.SetAddAsync(RedisKeys.LiveNames(set), worker);
        _ = await database.StringSetAsync(RedisKeys.Live(set, worker), value, TimeSpan.FromSeconds(50));

        Assert.That((await versions.ReadAsync(set, CancellationToken.None)).Read, Is.Empty);
    }

    [Test]
    public async Task ReadAsync_MoreWorkersThanAreRead_IsNotWhole()
    {
        var (set, versions) = (Guid.NewGuid().ToString("N"), new RedisLiveVersions(_world.NewConnections()));
        var database = (await _world.NewConnections().Signals).GetDatabase();
        _ = await database.SetAddAsync(
            RedisKeys.LiveNames(set),
            [.. Enumerable.Range(0, ILiveVersions.WorkersMax + 1).Select(number => (RedisValue)$"w{number}")]);

        Assert.That((await versions.ReadAsync(set, CancellationToken.None)).IsWhole, Is.False);
    }
}
