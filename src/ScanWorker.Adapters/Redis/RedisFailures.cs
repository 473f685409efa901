using ScanWorker.Pipeline.Ports;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>What a failing Redis throws, told apart from our own bugs.</summary>
internal static class RedisFailures
{
    /// <summary>The server is away, too slow, loading, full or refuses us: it may answer later.</summary>
    internal static bool IsOutage(Exception problem) =>
        problem is RedisException or RedisTimeoutException or RedisCommandException or ObjectDisposedException;

    /// <summary>
    /// Our type for it. Only the kind of failure is told: a message of the client may name keys and hosts.
    /// </summary>
    internal static HashSetStoreUnavailableException Unavailable(Exception problem) => new(
        problem switch
        {
            RedisServerException server => $"Redis refused a command ({server.Message.Split(' ')[0]}).",
            RedisConnectionException connection => $"Redis cannot be reached ({connection.FailureType}).",
            TimeoutException => "Redis did not answer in time.",
            _ => $"Redis failed ({problem.GetType().Name}).",
        },
        problem);
}
