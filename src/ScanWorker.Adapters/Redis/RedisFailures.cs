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
    /// <param name="distrust">
    /// Why the server was not believed last, if it was not: the client does not always say.
    /// </param>
    internal static HashSetStoreUnavailableException Unavailable(Exception problem, string? distrust) => new(
        problem switch
        {
            RedisServerException server => Refused(server.Message),
            RedisConnectionException connection => WhyNot(connection, distrust),
            TimeoutException => "Redis did not answer in time.",
            _ => $"Redis failed ({problem.GetType().Name}).",
        },
        problem);

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
    private static string WhyNot(RedisConnectionException problem, string? distrust)
    {
        for (Exception? at = problem; at is not null; at = at.InnerException)
        {
            if (at is AuthenticationException untrusted)
            {
                return NoTls(untrusted.Message);
            }

            if (at.InnerException is null
                && Refusals.FirstOrDefault(word => at.Message.Contains(word, StringComparison.Ordinal)) is { } refusal)
            {
                return $"Redis refuses the login of Redis:ConnectionString ({refusal}).";
            }
        }

        return distrust is null ? $"Redis cannot be reached ({problem.FailureType})." : NoTls(distrust);
    }

    private static string NoTls(string why) => $"The TLS handshake with Redis failed: {why}";
}
