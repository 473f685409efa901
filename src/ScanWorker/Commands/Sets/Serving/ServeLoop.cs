using Microsoft.Extensions.Options;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Leases;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>Takes the lease when it is free, keeps it, and works as long as it lasts.</summary>
/// <remarks>
/// The lease counts from before it was asked for or renewed, so that it is over here no later than in the store. Work
/// that still goes on then is cancelled, and what it sends late is refused by the store.
/// </remarks>
internal sealed class ServeLoop(
    IPublisherLeases leases, IPublisherWork work, ServeMetrics metrics, IOptions<SetsOptions> sets,
    IOptions<ServeOptions> options, TimeProvider clock, ILogger<ServeLoop> logger) : BackgroundService
{
    private const int RenewalsALife = 3;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);
    private readonly TimeSpan _life = options.Value.LeaseLife;

    private TimeSpan Turn => _life / RenewalsALife;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isToldStandby = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var since = clock.GetTimestamp();
            if (await TryTakeAsync(stoppingToken) is { } lease)
            {
                isToldStandby = false;
                await ServeAsync(lease, since, stoppingToken);
            }
            else if (!isToldStandby && metrics.State.StoreProblem is null)
            {
                isToldStandby = true;
                logger.OnStandby();
            }

            await Task.Delay(Turn, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<PublisherLease?> TryTakeAsync(CancellationToken stopping)
    {
        try
        {
            var lease = await leases.TryTakeAsync(sets.Value.Name, _life, stopping);
            metrics.State.StoreAnswered(clock.GetUtcNow());
            return lease;
        }
        catch (Exception problem) when (problem is HashSetStoreUnavailableException or HashSetRefusedException)
        {
            StoreAway(problem);
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task ServeAsync(PublisherLease lease, long since, CancellationToken stopping)
    {
        logger.Serving(lease.Number);
        metrics.State.LeaseTaken(lease.Number);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var working = Task.Run(() => work.RunAsync(lease, ending.Token), CancellationToken.None);
        try
        {
            await KeepAsync(lease, since, working, ending.Token);
        }
        finally
        {
            await ending.CancelAsync();
            try
            {
                await EndedAsync(working);
            }
            finally
            {
                metrics.State.LeaseEnded();
                await ReleaseAsync(lease);
            }
        }
    }

    // Until it is lost, or the work has ended.
    private async Task KeepAsync(PublisherLease lease, long since, Task working, CancellationToken stopping)
    {
        while (clock.GetElapsedTime(since) < _life)
        {
            if (await Task.WhenAny(working, Task.Delay(Turn, clock, stopping)) == working
                || stopping.IsCancellationRequested)
            {
                return;
            }

            var asked = clock.GetTimestamp();
            try
            {
                if (!await leases.RenewAsync(lease, _life, stopping))
                {
                    break;
                }

                since = asked;
                metrics.State.StoreAnswered(clock.GetUtcNow());
            }
            catch (HashSetStoreUnavailableException problem)
            {
                StoreAway(problem);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }

        logger.LeaseLost(lease.Number);
    }

    // A fault of the work's own ends the service, and with it the process.
    private async Task EndedAsync(Task working)
    {
        try
        {
            await working;
        }
        catch (OperationCanceledException)
        {
            // It was asked to end.
        }
        catch (PublisherLeaseLostException problem)
        {
            logger.PublishRefused(problem.Message);
        }
    }

    private async Task ReleaseAsync(PublisherLease lease)
    {
        using var patience = new CancellationTokenSource(Farewell, clock);
        try
        {
            await leases.ReleaseAsync(lease, patience.Token);
        }
        catch (Exception problem) when (problem is HashSetStoreUnavailableException or OperationCanceledException)
        {
            // It ends by itself.
        }
    }

    private void StoreAway(Exception problem)
    {
        metrics.State.StoreAway(problem.Message, clock.GetUtcNow());
        logger.LeaseUnknown(problem.Message);
    }
}
