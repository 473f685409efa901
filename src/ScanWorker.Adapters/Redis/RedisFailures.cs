using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using ScanWorker.Pipeline.HashSets;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>What a failing Redis throws, told apart from our own bugs.</summary>
internal static partial class RedisFailures
{
    private static readonly string[] Refusals = ["WRONGPASS", "NOAUTH", "NOPERM"];

    /// <summary>The server is away, too slow, loading, full or refuses us: it may answer later.</summary>
    internal static bool IsOutage(Exception problem) =>
        problem is RedisException or RedisTimeoutException or RedisCommandException or ObjectDisposedException;

    /// <summary>
    /// Our type for it. Only the kind of failure is told: a message of the client may name keys and hosts.
    /// </summary>
    /// <param name="problem">What the client threw.</param>
    /// <param name="connections">Know what made them fail last: the client does not always say.</param>
    internal static HashSetStoreUnavailableException Unavailable(
        Exception problem, RedisConnections connections) => new(
        problem switch
        {
            RedisServerException server => Refused(server.Message),
            RedisConnectionException connection =>
                WhyNot(connection, connections) ?? $"Redis cannot be reached ({connection.FailureType}).",
            TimeoutException => Known(connections) ?? "Redis did not answer in time.",
            _ => $"Redis failed ({problem.GetType().Name}).",
        },
        problem);

    /// <summary>The code with which Redis refused a login, where that made a connection fail; else null.</summary>
    internal static string? RefusalIn(Exception problem) => Refusals.FirstOrDefault(
        word => CauseOf(problem).Message.Contains(word, StringComparison.Ordinal));

    /// <summary>A connection failed before Redis could say anything.</summary>
    internal static bool IsUnreachable(Exception problem) => CauseOf(problem) is SocketException;

    private static Exception CauseOf(Exception problem)
    {
        while (problem.InnerException is { } inner)
        {
            problem = inner;
        }

        return problem;
    }

    // Of the rest of the message only the command's name is known to name no key.
    private static string Refused(string message)
    {
        var (code, command) = (message.Split(' ')[0], CommandName().Match(message).Groups["name"].Value);
        return code != "NOPERM" ? $"Redis refused a command ({code})."
            : $"Redis refused {(command.Length > 0 ? command.ToUpperInvariant() : "a command")} (NOPERM): the user of "
                + "Redis:ConnectionString needs the rights that deploy/redis/users.acl gives.";
    }

    [GeneratedRegex("'(?<name>[a-z|-]{2,30})' command")]
    private static partial Regex CommandName();

    // The client fails fast and wraps what made the connection fail, several times over.
    private static string? WhyNot(RedisConnectionException problem, RedisConnections connections)
    {
        for (Exception? at = problem; at is not null; at = at.InnerException)
        {
            if (at is AuthenticationException untrusted)
            {
                return NoTls(untrusted.Message);
            }
        }

        return RefusalIn(problem) is { } refusal ? NoLogin(refusal) : Known(connections);
    }

    private static string? Known(RedisConnections connections) =>
        connections.Distrust is { } why ? NoTls(why)
        : connections.Refusal is { } refusal ? NoLogin(refusal)
        : null;

    private static string NoTls(string why) => $"The TLS handshake with Redis failed: {why}";

    private static string NoLogin(string refusal) => $"Redis refuses the login of Redis:ConnectionString ({refusal}).";
}
