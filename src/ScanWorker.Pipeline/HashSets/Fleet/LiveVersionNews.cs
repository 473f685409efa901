using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.HashSets.Fleet;

/// <summary>
/// Tells the custodian which version this worker has live: when one becomes live, and again at each poll.
/// </summary>
internal sealed class LiveVersionNews(
    ILiveVersions versions,
    HashIndexCell cell,
    string worker,
    IOptions<SetsOptions> options,
    TimeProvider clock,
    ILogger<LiveVersionNews> logger) : BackgroundService
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);
    private bool _isRefused;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Asked for before the version is read: what is swapped in meanwhile is told at once.
            var swap = cell.NextSwap;
            await TellAsync(stoppingToken);
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(swap, Task.Delay(options.Value.PollInterval, clock, turn.Token));
            await turn.CancelAsync();
        }
    }

    /// <summary>Tells it once, if there is a live version and a store that takes it.</summary>
    internal async Task TellAsync(CancellationToken stopping)
    {
        if (cell.Current is not { } live)
        {
            return;
        }

        try
        {
            // Two polls may fail before the worker counts as gone.
            var life = (options.Value.PollInterval * 3) + Slack;
            await versions.TellAsync(options.Value.Name, worker, live.Version, life, stopping);
            _isRefused = false;
        }
        catch (HashSetStoreUnavailableException problem)
        {
            if (!_isRefused)
            {
                _isRefused = true;
                logger.NewsNotTold(live.Version, problem.Message);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Shutdown: the news ends by itself.
        }
    }
}
