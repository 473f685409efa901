namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>What the contract of the store is held by.</summary>
internal enum StoreKind
{
    /// <summary>The fake that other tests use: a fake that lies fails here too.</summary>
    Fake,

    /// <summary>The embedded default.</summary>
    Garnet,

    /// <summary>A real redis-server.</summary>
    Redis,

    /// <summary>A real redis-server over TLS, with a user of few rights.</summary>
    SecureRedis,

    /// <summary>Three real redis-servers that are one cluster: a transaction is possible in one slot alone.</summary>
    RedisCluster,

    /// <summary>A primary, a replica and a Sentinel, which the connection string names.</summary>
    RedisSentinel,
}
