using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Redis;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Control;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Redis;

[TestFixtureSource(nameof(Kinds)), Parallelizable(ParallelScope.Self)]
internal sealed class RedisFindingsCacheTests(StoreKind kind)
{
    private static readonly byte[] Findings = [1, 2, 3];
    private readonly StoreWorld _world = StoreWorld.Start(kind);
    private readonly FakeMeterFactory _meters = new();

    public static IEnumerable<StoreKind> Kinds => StoreWorld.Kinds.Where(kind => kind != StoreKind.Fake);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _world.DisposeAsync();
        _meters.Dispose();
    }

    [Test]
    public async Task FindAsync_WhatWasStored_IsFoundByAnotherWorker()
    {
        var content = Content("stored");
        await (await ConnectedAsync()).StoreAsync(content, 7, Findings, CancellationToken.None);

        var found = await (await ConnectedAsync()).FindAsync(content, 7, CancellationToken.None);

        Assert.That(found?.ToArray(), Is.EqualTo(Findings));
    }

    [Test]
    public async Task FindAsync_AnotherVersionContentOrKey_IsNothing()
    {
        var content = Content("other");
        var cache = await ConnectedAsync();
        await cache.StoreAsync(content, 7, Findings, CancellationToken.None);

        Assert.That(await cache.FindAsync(content, 8, CancellationToken.None), Is.Null);
        Assert.That(await cache.FindAsync(Content("another"), 7, CancellationToken.None), Is.Null);
        Assert.That(await (await ConnectedAsync("another key")).FindAsync(content, 7, CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task StoreAsync_Anything_ShowsNoDigestInItsKeyAndHasALifetime()
    {
        var content = Content("private");
        await (await ConnectedAsync()).StoreAsync(content, 9, Findings, CancellationToken.None);

        var keys = new FindingsKeys("default", "key", _world.Options.Value);
        await using var connections = new RedisConnections(_world.Options);
        var database = (await connections.Cache).GetDatabase();
        var key = keys.Of(in content, 9);
        Assert.That((string?)key, Does.Not.Contain(content.ToString()[..16]));
        Assert.That(await database.KeyTimeToLiveAsync(key),
            Is.GreaterThan(TimeSpan.FromHours(23)).And.LessThan(TimeSpan.FromHours(25)));
    }

    private async Task<RedisFindingsCache> ConnectedAsync(string key = "key")
    {
        var connections = _world.NewConnections();
        _ = await connections.Cache;
        return Cache(connections, _world.Options, key);
    }

    private RedisFindingsCache Cache(RedisConnections connections, IOptions<RedisOptions> redis, string key) => new(
        connections,
        Options.Create(new FindingsCacheOptions { Key = key, Timeout = TimeSpan.FromSeconds(10) }),
        redis,
        Options.Create(new SetsOptions()),
        new FindingsCacheMetrics(_meters),
        TimeProvider.System);

    private static Hash256 Content(string text) => new(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
