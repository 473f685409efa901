using System.Security.Authentication;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>
/// The connections to Redis, made when first asked for: one for head and announcements, one for bulk, one for the
/// cache. A big
/// reply holds up all that is behind it on its connection, so bulk has its own.
/// </summary>
/// <remarks>A server that is down at start does not hold anything up: the multiplexers connect when it comes.</remarks>
internal sealed class RedisConnections : IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> _signals;
    private readonly Lazy<Task<ConnectionMultiplexer>> _bulk;
    private readonly Lazy<Task<ConnectionMultiplexer>> _cache;
    private volatile string? _distrust;

    public RedisConnections(IOptions<RedisOptions> options)
    {
        _signals = new(() => ConnectAsync(options.Value, "signals"));
        _bulk = new(() => ConnectAsync(options.Value, "bulk"));
        _cache = new(() => ConnectAsync(options.Value, "cache"));
    }

    /// <summary>For head, manifests and announcements.</summary>
    public Task<ConnectionMultiplexer> Signals => _signals.Value;

    /// <summary>For segments.</summary>
    public Task<ConnectionMultiplexer> Bulk => _bulk.Value;

    /// <summary>For the findings cache.</summary>
    public Task<ConnectionMultiplexer> Cache => _cache.Value;

    /// <summary>Why the server's certificate was not believed when it was shown last; null when it was.</summary>
    public string? Distrust => _distrust;

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in new[] { _signals, _bulk, _cache })
        {
            if (connection.IsValueCreated)
            {
                await (await connection.Value).DisposeAsync();
            }
        }
    }

    private Task<ConnectionMultiplexer> ConnectAsync(RedisOptions options, string use)
    {
        var configuration = ConfigurationOptions.Parse(options.ConnectionString);
        configuration.AbortOnConnectFail = false;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ClientName ??= $"scanworker-{use}";
        if (options.CertificateAuthority is { Length: > 0 } authority)
        {
            var trust = new RedisTrust(authority);
            configuration.CertificateValidation += (_, certificate, chain, errors) =>
            {
                try
                {
                    var isBelieved = trust.Believes(certificate, chain, errors);
                    _distrust = null;
                    return isBelieved;
                }
                catch (AuthenticationException problem)
                {
                    _distrust = problem.Message;
                    throw;
                }
            };
        }

        return ConnectionMultiplexer.ConnectAsync(configuration);
    }
}
