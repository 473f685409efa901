using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Redis;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.HashSets;
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
    public async Task StoreAsync_Anything_ShowsNeitherDigestNorFindingsAndHasALifetime()
    {
        var content = Content("private");
        var findings = Encoding.UTF8.GetBytes($"{{\"sha256\":\"{content}\"}}");
        await (await ConnectedAsync()).StoreAsync(content, 9, findings, CancellationToken.None);

        await using var connections = new RedisConnections(_world.Options);
        var database = (await connections.Cache).GetDatabase();
        var name = Secret.NameOf(in content, 9);
        var value = (byte[]?)await database.StringGetAsync(name) ?? [];
        Assert.That((string?)name, Does.Not.Contain(content.ToString()[..16]));
        Assert.That(
            Encoding.Latin1.GetString(value), Has.Length.GreaterThan(findings.Length).And.Not.Contain("sha256"));
        Assert.That(await database.KeyTimeToLiveAsync(name),
            Is.GreaterThan(TimeSpan.FromHours(23)).And.LessThan(TimeSpan.FromHours(25)));
    }

    [Test]
    public async Task FindAsync_WhatSomebodyElsePutThere_IsNotBelieved()
    {
        var (content, other) = (Content("forged"), Content("innocent"));
        var cache = await ConnectedAsync();
        await cache.StoreAsync(other, 7, Findings, CancellationToken.None);
        await using var connections = new RedisConnections(_world.Options);
        var database = (await connections.Cache).GetDatabase();
        var ours = (byte[]?)await database.StringGetAsync(Secret.NameOf(in other, 7)) ?? [];

        foreach (var forged in (byte[][])[[], [1, 2, 3], Findings, ours, [.. ours[..^1], (byte)(ours[^1] ^ 1)]])
        {
            await database.StringSetAsync(Secret.NameOf(in content, 7), forged);
            Assert.That(await cache.FindAsync(content, 7, CancellationToken.None), Is.Null);
        }
    }

    [Test]
    public async Task FindAndStore_NeitherKeyNorPassword_KeepsNothing()
    {
        var content = Content("unsealed");
        var cache = await ConnectedAsync(key: "");
        await cache.StoreAsync(content, 7, Findings, CancellationToken.None);

        Assert.That(
            await cache.FindAsync(content, 7, CancellationToken.None),
            kind == StoreKind.SecureRedis ? Is.Not.Null : Is.Null, "the password to Redis stands in for the key");
    }

    private static FindingsSecret Secret => new("default", "key");

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
        TimeProvider.System,
        NullLogger<RedisFindingsCache>.Instance);

    private static Hash256 Content(string text) => new(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
