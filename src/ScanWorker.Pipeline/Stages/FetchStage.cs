using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Ports;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Stages;

/// <summary>Brings the bytes of one upload into memory, with their digests.</summary>
/// <remarks>Waits and reads off the lane it was called on: a body that arrives in many pieces must not queue behind
/// decodings.</remarks>
internal sealed class FetchStage : IDisposable
{
    private readonly FetchOptions _options;
    private readonly FrozenDictionary<string, IContentFetcher> _fetchers;
    private readonly RetryPauses _pauses;
    private readonly BlockPool _pool;
    private readonly SemaphoreSlim _permits;
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
        _permits = new SemaphoreSlim(_options.ConcurrencyMax);
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
    /// <returns>Owned content (dispose it), or why there is none.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    public async ValueTask<Outcome<FetchedContent>> RunAsync(
        ContentLocation content, long? announcedBytes, Hash256? announcedSha256, CancellationToken stopping)
    {
        var fetched = content switch
        {
            ContentLocation.Inline inline => await CopyAsync(inline.Data, stopping).ConfigureAwait(false),
            ContentLocation.Remote remote => await FetchAsync(remote.Uri, stopping).ConfigureAwait(false),
            _ => throw new System.Diagnostics.UnreachableException("A location is inline or remote."),
        };
        if (!fetched.TryGet(out var bytes))
        {
            return fetched;
        }

        UnscannableCode? mismatch =
            announcedBytes is { } length && length != bytes.Bytes.Length ? UnscannableCode.LengthMismatch
            : announcedSha256 is { } digest && digest != bytes.Digests.Sha256 ? UnscannableCode.DigestMismatch
            : null;
        if (mismatch is not { } code)
        {
            return fetched;
        }

        bytes.Dispose();
        return code;
    }

    public void Dispose() => _permits.Dispose();

    private async ValueTask<Outcome<FetchedContent>> CopyAsync(ReadOnlyMemory<byte> data, CancellationToken stopping)
    {
        if (data.IsEmpty)
        {
            return UnscannableCode.Empty;
        }

        if (data.Length > _options.ContentBytesMax)
        {
            return UnscannableCode.ContentTooLarge;
        }

        var reservation = await Budget.ReserveAsync(data.Length, stopping).ConfigureAwait(false);
        var memory = _pool.Rent(data.Length);
        data.CopyTo(memory.Memory);
        using var digesting = ScanTracing.Stage("digest");
        return new FetchedContent(memory, data.Length, ContentDigester.Compute(memory.Memory.Span), reservation);
    }

    private async ValueTask<Outcome<FetchedContent>> FetchAsync(string uri, CancellationToken stopping)
    {
        // A bare path would become a file URI on Unix: the scheme must be written out.
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var location)
            || !uri.StartsWith(location.Scheme + ":", StringComparison.OrdinalIgnoreCase))
        {
            return UnscannableCode.LocationInvalid;
        }

        if (!_fetchers.TryGetValue(location.Scheme, out var fetcher))
        {
            return UnscannableCode.LocationNotAllowed;
        }

        await _permits.WaitAsync(stopping).ConfigureAwait(false);
        try
        {
            return await FetchInTimeAsync(fetcher, location, stopping).ConfigureAwait(false);
        }
        finally
        {
            _permits.Release();
        }
    }

    private async ValueTask<Outcome<FetchedContent>> FetchInTimeAsync(
        IContentFetcher fetcher, Uri location, CancellationToken stopping)
    {
        using var deadline = new PausableDeadline(_options.Deadline, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            return await FetchWithRetriesAsync(fetcher, location, deadline, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsOver && !stopping.IsCancellationRequested)
        {
            _logger.FetchTimedOut(_options.Deadline.TotalMilliseconds);
            return UnscannableCode.FetchTimeout;
        }
    }

    private async ValueTask<Outcome<FetchedContent>> FetchWithRetriesAsync(
        IContentFetcher fetcher, Uri location, PausableDeadline deadline, CancellationToken cancellation)
    {
        var limits = new ContentLimits(_options.ContentBytesMax, Budget, _pool, deadline);
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
}
