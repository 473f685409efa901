using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Hashing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Scan;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Redis;

/// <summary>
/// Findings in Redis, by content and version. On the hot path: it is asked briefly, never waited for, and never fails.
/// </summary>
internal sealed class RedisFindingsCache : IFindingsCache
{
    private const int ValueBytesMax = 256 << 10;

    // One late answer is a busy machine; several are a server that had better be left alone.
    private const int FailuresBeforePause = 3;
    private readonly RedisConnections _connections;
    private readonly FindingsCacheOptions _options;
    private readonly FindingsSecret _secret;
    private readonly FindingsCacheMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly bool _isOn;
    private long _pausedAt;
    private int _failuresInARow;

    public RedisFindingsCache(
        RedisConnections connections,
        IOptions<FindingsCacheOptions> options,
        IOptions<RedisOptions> redis,
        IOptions<SetsOptions> sets,
        FindingsCacheMetrics metrics,
        TimeProvider clock,
        ILogger<RedisFindingsCache> logger)
    {
        (_connections, _options, _metrics, _clock) = (connections, options.Value, metrics, clock);
        _secret = new FindingsSecret(sets.Value.Name, _options.SecretWith(redis.Value));
        _isOn = _options.Enabled && _secret.IsSecret;
        if (_options.Enabled && !_secret.IsSecret)
        {
            logger.FindingsOff();
        }
    }

    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(Hash256 sha256, long setVersion,
        CancellationToken cancellation)
    {
        if (!_isOn)
        {
            return null;
        }

        if (await DatabaseAsync() is not { } database)
        {
            _metrics.Unavailable();
            return null;
        }

        var name = _secret.NameOf(in sha256, setVersion);
        var (isAnswered, value) = await AskAsync(() => database.StringGetAsync(name), cancellation);
        if (!isAnswered || value.IsNull)
        {
            return null;
        }

        if (_secret.Open(in sha256, name, ((ReadOnlyMemory<byte>)value).Span) is { } findings)
        {
            return findings;
        }

        _metrics.Refused();
        return null;
    }

    public async ValueTask StoreAsync(
        Hash256 sha256, long setVersion, ReadOnlyMemory<byte> findings, CancellationToken cancellation)
    {
        if (_isOn && findings.Length <= ValueBytesMax && await DatabaseAsync() is { } database)
        {
            var name = _secret.NameOf(in sha256, setVersion);
            var value = _secret.Seal(in sha256, name, findings.Span);
            _ = await AskAsync(() => database.StringSetAsync(name, value, _options.TimeToLive), cancellation);
        }
    }

    // The first upload starts the connection and does not wait for it.
    private async ValueTask<IDatabase?> DatabaseAsync()
    {
        var pausedAt = Volatile.Read(ref _pausedAt);
        if (pausedAt != 0 && _clock.GetElapsedTime(pausedAt) < _options.Pause)
        {
            return null;
        }

        var connecting = _connections.Cache;
        return connecting.IsCompletedSuccessfully
            && await connecting is { IsConnected: true } connection
            ? connection.GetDatabase()
            : null;
    }

    private async ValueTask<(bool IsAnswered, T? Value)> AskAsync<T>(Func<Task<T>> command,
        CancellationToken cancellation)
    {
        try
        {
            var answer = await command().WaitAsync(_options.Timeout, _clock, cancellation);
            Volatile.Write(ref _failuresInARow, 0);
            return (true, answer);
        }
        catch (Exception problem) when (problem is TimeoutException || RedisFailures.IsOutage(problem))
        {
            _metrics.Unavailable();
            if (Interlocked.Increment(ref _failuresInARow) >= FailuresBeforePause)
            {
                Volatile.Write(ref _pausedAt, _clock.GetTimestamp());
            }

            return (false, default);
        }
    }
}

internal static partial class FindingsLog
{
    [LoggerMessage(EventIds.FindingsOff, LogLevel.Warning,
        "The findings cache is off, and every re-upload is decoded again: Findings:Key is not set and Redis has no "
            + "password, so whoever reaches Redis could make up what was found. Set Findings:Key.")]
    internal static partial void FindingsOff(this ILogger logger);
}
