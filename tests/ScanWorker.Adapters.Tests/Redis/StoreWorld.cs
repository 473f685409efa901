using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Embedded;
using ScanWorker.Adapters.Redis;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>A server of one kind, and stores on it.</summary>
internal sealed class StoreWorld : IAsyncDisposable
{
    private readonly IDisposable? _server;
    private readonly RedisOptions? _options;
    private readonly List<RedisConnections> _connections = [];
    private readonly FakeHashSetStore _fake = new();

    private StoreWorld(IDisposable? server, RedisOptions? options) => (_server, _options) = (server, options);

    /// <summary>
    /// The kinds that this machine can run. Where redis-server is installed, as in CI, that is all of them.
    /// </summary>
    public static IEnumerable<StoreKind> Kinds =>
        RedisProcess.IsInstalled ? Enum.GetValues<StoreKind>() : [StoreKind.Fake, StoreKind.Garnet];

    public static StoreWorld Start(StoreKind kind)
    {
        switch (kind)
        {
            case StoreKind.Fake:
                return new StoreWorld(null, null);
            case StoreKind.Garnet:
                var garnet = EmbeddedRedis.Start();
                return new StoreWorld(garnet, new RedisOptions { ConnectionString = garnet.ConnectionString });
            case StoreKind.RedisCluster:
                var cluster = RedisCluster.Start();
                return new StoreWorld(
                    cluster, new RedisOptions { ConnectionString = cluster.ConnectionString, KeepVersions = 3 });
            case StoreKind.RedisSentinel:
                var sentinel = RedisSentinel.Start();
                return new StoreWorld(
                    sentinel, new RedisOptions { ConnectionString = sentinel.ConnectionString, KeepVersions = 3 });
            default:
                var redis = RedisProcess.Start(isSecure: kind == StoreKind.SecureRedis);
                return new StoreWorld(redis, new RedisOptions
                {
                    ConnectionString = redis.ConnectionString,
                    CertificateAuthority = redis.CertificateAuthority,
                    KeepVersions = 3,
                });
        }
    }

    public IOptions<RedisOptions> Options =>
        Microsoft.Extensions.Options.Options.Create(_options
            ?? throw new InvalidOperationException("The fake has none."));

    /// <summary>A store on connections of its own, as another process has.</summary>
    public IHashSetStore NewStore() => _options is null ? _fake : new RedisHashSetStore(NewConnections(), Options);

    public RedisConnections NewConnections()
    {
        var connections = new RedisConnections(Options);
        _connections.Add(connections);
        return connections;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connections in _connections)
        {
            await connections.DisposeAsync();
        }

        _server?.Dispose();
    }
}
