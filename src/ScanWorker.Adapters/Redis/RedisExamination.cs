using ScanWorker.Pipeline.HashSets;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>Looks at Redis as the worker will need it, and writes nothing. For <c>doctor</c>.</summary>
internal sealed class RedisExamination(RedisConnections connections, TimeProvider clock)
{
    private const int ClusterSlots = 16384;

    // Unless it is told otherwise, the client tries to connect three times for five seconds before it says why not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <returns>The server's name and version.</returns>
    /// <exception cref="HashSetStoreUnavailableException">It does not answer, refuses us, or is a cluster with slots
    /// that nobody serves.</exception>
    public async Task<string> VersionAsync()
    {
        var (server, _) = await ServerAsync();
        if (server.ServerType == ServerType.Cluster && ProblemOf(server.ClusterConfiguration) is { } problem)
        {
            throw new HashSetStoreUnavailableException(problem);
        }

        return $"{server.ServerType} {server.Version}";
    }

    /// <returns>By how much its clock is ahead of ours, or null when that is within what does no harm.</returns>
    /// <exception cref="HashSetStoreUnavailableException">It does not answer, or refuses us.</exception>
    public async Task<TimeSpan?> ClockDifferenceAsync()
    {
        var (_, time) = await ServerAsync();
        var ahead = time - clock.GetUtcNow();
        return ahead.Duration() > ClockTolerance ? ahead : null;
    }

    private static string? ProblemOf(ClusterConfiguration? cluster)
    {
        var served = cluster?.Nodes.Where(node => !node.IsReplica && !node.IsFail)
            .SelectMany(node => node.Slots).Sum(slots => slots.To - slots.From + 1);
        return served switch
        {
            null => "The Redis cluster does not tell its nodes: grant its user +cluster|nodes.",
            ClusterSlots => null,
            _ => $"The Redis cluster is not whole: {ClusterSlots - served} of its {ClusterSlots} slots are served by "
                + "no node, and what is in them cannot be had.",
        };
    }

    private async Task<(IServer Server, DateTimeOffset Time)> ServerAsync()
    {
        try
        {
            var multiplexer = await connections.Signals.WaitAsync(Patience, clock);
            // One that serves: of several, a replica or a node that is down is no matter.
            var servers = multiplexer.GetServers();
            var server = Array.Find(servers, server => server is { IsConnected: true, IsReplica: false }) ?? servers[0];
            var time = await server.TimeAsync().WaitAsync(Patience, clock);
            return (server, new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)));
        }
        catch (Exception problem) when (RedisFailures.IsOutage(problem) || problem is TimeoutException)
        {
            throw RedisFailures.Unavailable(problem, connections);
        }
    }
}
