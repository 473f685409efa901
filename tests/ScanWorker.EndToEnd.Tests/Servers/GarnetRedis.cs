using ScanWorker.Adapters.Embedded;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>Garnet, in this process.</summary>
internal sealed class GarnetRedis : IRedisServer
{
    private readonly EmbeddedRedis _redis = EmbeddedRedis.Start();

    public string ConnectionString => _redis.ConnectionString;

    public void Dispose() => _redis.Dispose();
}
