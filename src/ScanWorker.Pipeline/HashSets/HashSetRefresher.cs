using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>
/// Keeps the live hash set current: from the worker's own copy at start, then by announcement and by polling.
/// </summary>
/// <remarks>
/// Whatever goes wrong, the set that is live stays live: only a version that is proven whole is swapped in.
/// </remarks>
internal sealed class HashSetRefresher(
    IHashSetStore store,
    HashSetLoader loader,
    HashIndexCell cell,
    IOptions<SetsOptions> options,
    TimeProvider clock,
    HashSetMetrics metrics,
    BankAgeAlarm bankAges,
    ILogger<HashSetRefresher> logger) : BackgroundService
{
    private static readonly TimeSpan RetryMax = TimeSpan.FromMinutes(1);
    private readonly SetsOptions _options = options.Value;
    private (long Version, int Times, DateTimeOffset RetryAt) _refused;
    private DateTimeOffset? _awaySince;
    private bool _isNothingPublishedTold;
    private LoadedHashSet? _savedFor;

    /// <summary>A number from 0 up to 1; tests put their own in.</summary>
    internal Func<double> Chance { get; init; } = static () =>
        RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);

    private long LiveVersion => cell.Current?.Version ?? 0;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The host must not wait for a build of the index before it starts the next service.
        await loader.WhenReadEarly;
        StartFromSnapshot();
        while (!stoppingToken.IsCancellationRequested)
        {
            await RefreshAsync(stoppingToken);
            SaveIndex();
            bankAges.Check(cell.Current);
            await WaitAsync(stoppingToken);
        }
    }

    /// <summary>Puts the worker's own copy in, if there is a good one.</summary>
    internal void StartFromSnapshot()
    {
        var started = clock.GetTimestamp();
        try
        {
            if (loader.LoadSnapshot() is not { } loaded)
            {
                logger.NoSnapshot(_options.Name);
                return;
            }

            cell.Swap(loaded);
            var took = clock.GetElapsedTime(started);
            metrics.Swapped("disk", took.TotalSeconds);
            logger.StartedFromSnapshot(
                _options.Name, loaded.Version, (clock.GetUtcNow() - loaded.Created).TotalSeconds,
                    took.TotalMilliseconds);
        }
        catch (HashSetRefusedException refusal)
        {
            metrics.Refused(refusal.Reason);
            logger.SnapshotRefused(_options.Name, refusal.Reason, refusal.Message);
        }
    }

    /// <summary>Looks once at the store, and takes in what is new there.</summary>
    internal async Task RefreshAsync(CancellationToken stopping)
    {
        var version = 0L;
        try
        {
            version = await store.ReadHeadAsync(_options.Name, stopping) ?? 0;
            cell.HeadTrouble = null;
            metrics.Checked();
            TellTrouble(version);
            TellStoreIsBack();
            if (version == 0)
            {
                TellNothingIsPublished();
            }
            else if (version != LiveVersion && (version != _refused.Version || clock.GetUtcNow() >= _refused.RetryAt))
            {
                await TakeInAsync(version, stopping);
            }
        }
        catch (HashSetRefusedException refusal) when (version == 0)
        {
            TellHeadUnreadable(refusal);
        }
        catch (HashSetRefusedException refusal)
        {
            Refuse(version, refusal);
        }
        catch (HashSetStoreUnavailableException problem)
        {
            metrics.StoreFailed();
            cell.Trouble = problem.Message;
            if (_awaySince is null)
            {
                _awaySince = clock.GetUtcNow();
                logger.StoreUnavailable(problem.Message, LiveVersion);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Shutdown in the middle of a load: the next start takes it up again.
        }
    }

    // After the swap: the next start can wait for it, uploads cannot.
    internal void SaveIndex()
    {
        if (cell.Current is { } live && live != _savedFor)
        {
            loader.SaveIndex(live);
            _savedFor = live;
        }
    }

    private async Task TakeInAsync(long version, CancellationToken stopping)
    {
        var live = cell.Current;
        var started = clock.GetTimestamp();
        var manifest = await loader.ReadManifestAsync(version, live?.Version ?? 0, stopping);
        var missingBytes = HashSetLoader.MissingBytes(manifest.Manifest, live);
        if (live is not null && missingBytes > _options.EagerBytesMax)
        {
            await Task.Delay(_options.FetchSpread * Chance(), clock, stopping);
        }

        var loaded = await loader.LoadAsync(manifest, live, stopping);
        cell.Swap(loaded);
        cell.Trouble = null;
        _refused = default;
        var took = clock.GetElapsedTime(started);
        metrics.Swapped("store", took.TotalSeconds);
        if (live is not null)
        {
            metrics.Enforced(clock.GetUtcNow() - loaded.Created);
        }

        logger.Swapped(
            _options.Name, version, loaded.Index.EntryCount, loaded.Banks.Length, missingBytes >> 10,
                took.TotalMilliseconds);
    }

    // The same version may become good (a chunk is written again), so it is tried again, but not every poll.
    private void Refuse(long version, HashSetRefusedException refusal)
    {
        var times = version == _refused.Version ? _refused.Times + 1 : 1;
        var wait = _options.PollInterval * Math.Pow(2, Math.Min(times, 16));
        wait = wait < RetryMax ? wait : RetryMax;
        _refused = (version, times, clock.GetUtcNow() + wait);
        cell.Trouble = $"version {version} is refused ({refusal.Reason}). {refusal.Message}";
        metrics.Refused(refusal.Reason);
        logger.Refused(_options.Name, version, refusal.Reason, refusal.Message, LiveVersion, wait.TotalSeconds);
    }

    private void TellHeadUnreadable(HashSetRefusedException refusal)
    {
        metrics.Refused(refusal.Reason);
        if (cell.HeadTrouble is null)
        {
            cell.Trouble = cell.HeadTrouble =
                $"The current version of set {_options.Name} cannot be read: {refusal.Message}";
            logger.HeadUnreadable(_options.Name, refusal.Message, LiveVersion);
        }
    }

    // A version that was refused and is not tried again yet is still the reason.
    private void TellTrouble(long version)
    {
        if (version == 0)
        {
            cell.Trouble = $"nothing is published as {_options.Name}.";
        }
        else if (version != _refused.Version)
        {
            cell.Trouble = null;
        }
    }

    private void TellStoreIsBack()
    {
        if (_awaySince is { } since)
        {
            _awaySince = null;
            logger.StoreBack((clock.GetUtcNow() - since).TotalSeconds);
        }
    }

    private void TellNothingIsPublished()
    {
        if (!_isNothingPublishedTold)
        {
            _isNothingPublishedTold = true;
            logger.NothingPublished(_options.Name, LiveVersion);
        }
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        var interval = _options.PollInterval * (0.9 + (0.2 * Chance()));
        using var timer = new CancellationTokenSource(interval, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, timer.Token);
        try
        {
            await store.WaitForAnnouncementAsync(_options.Name, either.Token);
        }
        catch (OperationCanceledException)
        {
            // The poll is due, or the host stops; the loop looks which.
        }
        catch (HashSetStoreUnavailableException)
        {
            await Task.Delay(interval, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
