using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>
/// The connections to Redis, made when first asked for: one for head and announcements, one for bulk, one for the
/// cache. A big reply holds up all that is behind it on its connection, so bulk has its own.
/// </summary>
/// <remarks>A server that is down at start does not hold anything up: the multiplexers connect when it comes.</remarks>
internal sealed class RedisConnections : IAsyncDisposable
{
    private readonly Lazy<Task<ConnectionMultiplexer>> _signals;
    private readonly Lazy<Task<ConnectionMultiplexer>> _bulk;
    private readonly Lazy<Task<ConnectionMultiplexer>> _cache;
    private readonly ConcurrentBag<ConnectionMultiplexer> _made = [];
    private volatile string? _distrust;
    private volatile string? _refusal;

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

    /// <summary>Why the server's certificate was not believed when it was shown last; null when it was, and while there
    /// is a connection.</summary>
    public string? Distrust => IsConnected ? null : _distrust;

    /// <summary>The code with which the server refused the login last; null when it did not, when it cannot be reached
    /// since, and while there is a connection.</summary>
    public string? Refusal => IsConnected ? null : _refusal;

    private bool IsConnected => _made.Any(multiplexer => multiplexer.IsConnected);

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

    private async Task<ConnectionMultiplexer> ConnectAsync(RedisOptions options, string use)
    {
        var configuration = ConfigurationOptions.Parse(options.ConnectionString);
        configuration.AbortOnConnectFail = false;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ClientName ??= $"scanworker-{use}";
        configuration.LoggerFactory = new ConnectionFailureLog(
            problem => _refusal = RedisFailures.RefusalIn(problem)
                ?? (RedisFailures.IsUnreachable(problem) ? null : _refusal));
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

        var multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration);
        multiplexer.ConnectionRestored += (_, _) => _refusal = null;
        _made.Add(multiplexer);
        return multiplexer;
    }
}

/// <summary>
/// Believes a server whose certificate an authority of ours has signed, and says of another what is wrong with it.
/// </summary>
internal sealed class RedisTrust
{
    private readonly X509Certificate2Collection _authorities = [];

    /// <param name="authorityFile">PEM, one certificate or several.</param>
    public RedisTrust(string authorityFile) => _authorities.ImportFromPemFile(authorityFile);

    /// <exception cref="AuthenticationException">It is not to be believed: the client shows this as the
    /// reason.</exception>
    public bool Believes(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            throw new AuthenticationException("It shows no certificate.");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new AuthenticationException($"Its certificate ({certificate.Subject}) is another host's.");
        }

        using var shown = new X509Certificate2(certificate);
        using var ours = new X509Chain();
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // An authority of one's own publishes no list.
        foreach (var link in chain?.ChainElements.Skip(1) ?? [])
        {
            ours.ChainPolicy.ExtraStore.Add(link.Certificate);
        }

        return ours.Build(shown) ? true : throw new AuthenticationException(Problem(shown, ours));
    }

    private static string Problem(X509Certificate2 shown, X509Chain chain)
    {
        if (!chain.ChainStatus.Any(status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)))
        {
            return $"Its certificate ({shown.Subject}) is not of an authority in Redis:CertificateAuthority.";
        }

        var (from, until) = (shown.NotBefore.ToUniversalTime(), shown.NotAfter.ToUniversalTime());
        return $"Its certificate ({shown.Subject}) is good from {from:yyyy-MM-dd} to {until:yyyy-MM-dd} only.";
    }
}

/// <summary>
/// Hears from the client why it could not connect. Its events tell only the first of several failures in a row, and its
/// exceptions not always the cause; its log tells each.
/// </summary>
/// <param name="note">Called by any thread.</param>
internal sealed class ConnectionFailureLog(Action<Exception> note) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
        // The client adds none.
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (exception is not null)
        {
            note(exception);
        }
    }

    public void Dispose()
    {
        // There is nothing to give back.
    }
}
