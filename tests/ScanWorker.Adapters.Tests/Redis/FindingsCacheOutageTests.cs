using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Redis;
using ScanWorker.Hashing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>A findings cache whose server is away never answers, and never fails.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class FindingsCacheOutageTests
{
    public static IEnumerable<bool> Servers => RedisProcess.IsInstalled ? [false] : [];

    [TestCaseSource(nameof(Servers))]
    public async Task FindAsync_AfterOneLateAnswer_AsksAgainAtOnce(bool isSecure)
    {
        using var server = RedisProcess.Start(isSecure);
        var redis = Options.Create(new RedisOptions
        {
            ConnectionString = $"{server.ConnectionString},allowAdmin=true",
        });
        await using var connections = new RedisConnections(redis);
        using var meters = new FakeMeterFactory();
        var options = new FindingsCacheOptions
        {
            Key = "key",
            Timeout = TimeSpan.FromSeconds(2),
            Pause = TimeSpan.FromMinutes(10),
        };
        var cache = new RedisFindingsCache(
            connections, Options.Create(options), redis, Options.Create(new SetsOptions()),
            new FindingsCacheMetrics(meters), TimeProvider.System, NullLogger<RedisFindingsCache>.Instance);
        var content = new Hash256(SHA256.HashData([1]));
        var other = (await connections.Bulk).GetDatabase();
        _ = await connections.Cache;
        await cache.StoreAsync(content, 1, new byte[] { 1 }, CancellationToken.None);
        _ = await other.ExecuteAsync("CLIENT", "PAUSE", "4000");

        var late = await cache.FindAsync(content, 1, CancellationToken.None);
        _ = await other.PingAsync();
        var again = await cache.FindAsync(content, 1, CancellationToken.None);

        Assert.That(late, Is.Null);
        Assert.That(again?.ToArray(), Is.EqualTo(new byte[] { 1 }));
    }

    [Test]
    public async Task FindAndStore_NobodyListens_IsNoAnswerAndNoException()
    {
        var redis = Options.Create(
            new RedisOptions { ConnectionString = "127.0.0.1:1,connectTimeout=200,connectRetry=0" });
        await using var connections = new RedisConnections(redis);
        using var meters = new FakeMeterFactory();
        var cache = new RedisFindingsCache(
            connections, Options.Create(new FindingsCacheOptions { Key = "key" }), redis,
            Options.Create(new SetsOptions()),
            new FindingsCacheMetrics(meters), TimeProvider.System, NullLogger<RedisFindingsCache>.Instance);
        using var failures = new MetricCollector<long>(meters, FindingsCacheMetrics.MeterName,
            "scanworker.findings_cache.failures");
        var content = new Hash256(SHA256.HashData([1]));

        await cache.StoreAsync(content, 1, new byte[] { 1 }, CancellationToken.None);
        var before = await cache.FindAsync(content, 1, CancellationToken.None);
        _ = await connections.Cache;
        var after = await cache.FindAsync(content, 1, CancellationToken.None);

        Assert.That((before, after), Is.EqualTo((default(ReadOnlyMemory<byte>?), default(ReadOnlyMemory<byte>?))));
        Assert.That(failures.GetMeasurementSnapshot().Select(failure => failure.Tags.Values.Single()),
            Is.Not.Empty.And.All.EqualTo("unavailable"));
    }

    [Test]
    public async Task Cache_NeitherKeyNorPassword_IsOffAndSaysSo()
    {
        var redis = Options.Create(
            new RedisOptions { ConnectionString = "127.0.0.1:1,connectTimeout=200,connectRetry=0" });
        await using var connections = new RedisConnections(redis);
        using var meters = new FakeMeterFactory();
        var collector = new FakeLogCollector();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(collector)));
        var cache = new RedisFindingsCache(
            connections, Options.Create(new FindingsCacheOptions()), redis, Options.Create(new SetsOptions()),
            new FindingsCacheMetrics(meters), TimeProvider.System, logs.CreateLogger<RedisFindingsCache>());
        using var failures = new MetricCollector<long>(meters, FindingsCacheMetrics.MeterName,
            "scanworker.findings_cache.failures");
        var content = new Hash256(SHA256.HashData([1]));

        await cache.StoreAsync(content, 1, new byte[] { 1 }, CancellationToken.None);

        Assert.That(await cache.FindAsync(content, 1, CancellationToken.None), Is.Null);
        Assert.That(failures.GetMeasurementSnapshot(), Is.Empty, "nobody was asked");
        Assert.That(collector.GetSnapshot().Single().Id.Id, Is.EqualTo(EventIds.FindingsOff));
    }
}
