using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Fairness;

namespace ScanWorker.Pipeline.Scan;

/// <summary>Brings the bytes of one upload into memory, with their digests.</summary>
/// <remarks>Waits and reads off the lane it was called on: a body that arrives in many pieces must not queue behind
/// decodings.</remarks>
internal sealed class FetchStage
{
    private readonly FetchOptions _options;
    private readonly FrozenDictionary<string, IContentFetcher> _fetchers;
    private readonly RetryPauses _pauses;
    private readonly BlockPool _pool;
    private readonly FairPermits<(string Flow, string Host)> _permits;
    private readonly TimeProvider _clock;
    private readonly ILogger<FetchStage> _logger;
    private long _retries;

    public FetchStage(
        IEnumerable<IContentFetcher> fetchers, IOptions<FetchOptions> options, BlockPool pool, TimeProvider clock,
        Func<double> nextUnit, ILogger<FetchStage> logger)
    {
        (_options, _pool, _clock, _logger) = (options.Value, pool, clock, logger);
        _fetchers = fetchers
            .SelectMany(fetcher => fetcher.Schemes.Select(scheme => KeyValuePair.Create(scheme, fetcher)))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _pauses = new RetryPauses(_options.FirstPause, _options.LongestPause, nextUnit);
        _permits = new FairPermits<(string, string)>(_options.ConcurrencyMax);
        Budget = new MemoryBudget(_options.MemoryBytesMax);
    }

    /// <summary>Bytes of content in memory: what fetched content holds until it is disposed.</summary>
    public MemoryBudget Budget { get; }

    /// <summary>How often a store was asked again.</summary>
    public long Retries => Volatile.Read(ref _retries);

    /// <param name="content">Where the bytes are.</param>
    /// <param name="announcedBytes">The length that the event gives, or null. Checked, not trusted.</param>
    /// <param name="announcedSha256">The digest that the event gives, or null. Checked, not trusted.</param>
    /// <param name="stopping">The program is to end.</param>
    /// <param name="flow">Whom the upload belongs with: flows and hosts share permits and memory fairly.</param>
    /// <param name="sha512">SHA-512 of the bytes is wanted too.</param>
    /// <returns>Owned content (dispose it), or why there is none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    public async ValueTask<Outcome<FetchedContent>> RunAsync(
        ContentLocation content, long? announcedBytes, Hash256? announcedSha256, CancellationToken stopping,
        string flow = "", bool sha512 = false)
    {
        var wish = new FetchWish(flow, sha512);
        var fetched = content switch
        {
            ContentLocation.Inline inline => await CopyAsync(inline.Data, wish, stopping).ConfigureAwait(false),
            ContentLocation.Remote remote => await FetchAsync(remote.Uri, wish, stopping).ConfigureAwait(false),
            _ => throw new System.Diagnostics.UnreachableException("A location is inline or remote."),
        };
        if (!fetched.TryGet(out var bytes))
        {
            return fetched;
        }

        UnscannableCode? mismatch =
            announcedBytes is { } length && length != bytes.Bytes.Length && length != bytes.Packed?.Length
                ? UnscannableCode.LengthMismatch
            : announcedSha256 is { } digest && digest != bytes.Sha256
                && digest != bytes.Packed?.Digests.Sha256
                ? UnscannableCode.DigestMismatch
            : null;
        if (mismatch is not { } code)
        {
            return fetched;
        }

        bytes.Dispose();
        return code;
    }

    private async ValueTask<Outcome<FetchedContent>> CopyAsync(
        ReadOnlyMemory<byte> data, FetchWish wish, CancellationToken stopping)
    {
        if (data.IsEmpty)
        {
            return UnscannableCode.Empty;
        }

        if (data.Length > _options.ContentBytesMax)
        {
            return UnscannableCode.ContentTooLarge;
        }

        var reservation = await Budget.ReserveAsync(data.Length, wish.Flow, stopping).ConfigureAwait(false);
        var memory = _pool.Rent(data.Length);
        data.CopyTo(memory.Memory);
        using var digesting = ScanTracing.Stage("digest");
        return new FetchedContent(memory, data.Length, ContentDigester.Sha256Of(data.Span), reservation)
        {
            TakesSha512 = wish.Sha512,
        };
    }

    private async ValueTask<Outcome<FetchedContent>> FetchAsync(
        string uri, FetchWish wish, CancellationToken stopping)
    {
        // A bare path would become a file URI on Unix: the scheme must be written out.
        uri = WithSlashes(uri);
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var location)
            || !uri.StartsWith(location.Scheme + ":", StringComparison.OrdinalIgnoreCase))
        {
            return UnscannableCode.LocationInvalid;
        }

        if (!_fetchers.TryGetValue(location.Scheme, out var fetcher))
        {
            return UnscannableCode.LocationNotAllowed;
        }

        using var permit = await _permits.WaitAsync((wish.Flow, location.Host), stopping).ConfigureAwait(false);
        return await FetchInTimeAsync(fetcher, location, wish, stopping).ConfigureAwait(false);
    }

    // RFC 8089's short form, which Java writes: file:/a is file:///a.
    private static string WithSlashes(string uri)
    {
        const string Short = "file:/";
        return uri.StartsWith(Short, StringComparison.OrdinalIgnoreCase) && uri.AsSpan(Short.Length) is not ['/', ..]
            ? $"{Short}//{uri[Short.Length..]}"
            : uri;
    }

    private async ValueTask<Outcome<FetchedContent>> FetchInTimeAsync(
        IContentFetcher fetcher, Uri location, FetchWish wish, CancellationToken stopping)
    {
        using var deadline = new PausableDeadline(_options.Deadline, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            var limits = new ContentLimits(_options.ContentBytesMax, Budget, _pool, deadline)
            {
                Flow = wish.Flow,
                TakesSha512 = wish.Sha512,
            };
            return await FetchWithRetriesAsync(fetcher, location, limits, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsOver && !stopping.IsCancellationRequested)
        {
            _logger.FetchTimedOut(_options.Deadline.TotalMilliseconds);
            return UnscannableCode.FetchTimeout;
        }
    }

    private async ValueTask<Outcome<FetchedContent>> FetchWithRetriesAsync(
        IContentFetcher fetcher, Uri location, ContentLimits limits, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await fetcher.FetchAsync(location, limits, cancellation).ConfigureAwait(false);
            }
            catch (ContentUnavailableException reason) when (attempt < _options.AttemptsMax)
            {
                var pause = _pauses.After(attempt);
                Interlocked.Increment(ref _retries);
                _logger.FetchRetried(attempt, pause.TotalMilliseconds, reason);
                await Task.Delay(pause, _clock, cancellation).ConfigureAwait(false);
            }
            catch (ContentUnavailableException reason)
            {
                _logger.FetchGivenUp(attempt, reason);
                return UnscannableCode.FetchFailed;
            }
        }
    }

    private readonly record struct FetchWish(string Flow, bool Sha512);
}

/// <summary>What the fetch stage says. Never where content is, nor whose: the upload's own log line has its
/// id.</summary>
internal static partial class FetchLog
{
    [LoggerMessage(EventIds.FetchRetried, LogLevel.Debug,
        "Attempt {Attempt} to fetch content failed in a way that may pass; the next follows in {PauseMs} ms.")]
    internal static partial void FetchRetried(this ILogger logger, int attempt, double pauseMs, Exception reason);

    [LoggerMessage(EventIds.FetchGivenUp, LogLevel.Warning,
        "The content of an upload could not be fetched in {Attempts} attempts; the upload counts as unscannable.")]
    internal static partial void FetchGivenUp(this ILogger logger, int attempts, Exception reason);

    [LoggerMessage(EventIds.FetchTimedOut, LogLevel.Warning,
        "An upload gave no complete content within {DeadlineMs} ms; it counts as unscannable.")]
    internal static partial void FetchTimedOut(this ILogger logger, double deadlineMs);
}
