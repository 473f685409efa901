using System.Threading.Channels;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Leases;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>Publishes when something has changed, and now and then in case it is needed.</summary>
/// <remarks>
/// The first time at once: the last publisher may have been killed between an import and its publish.
/// </remarks>
internal sealed class PublishLoop(
    PublisherLease lease, ServeOptions options, IServedSets sets, ServeMetrics metrics, TimeProvider clock,
    Func<double> chance, ILogger logger)
{
    /// <summary>After the first failure; later pauses are longer. Redis is asked sooner than an exchange.</summary>
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    // One is enough: a publish takes all that has changed by then.
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly RetryPauses _pauses = new(FirstPause, options.PublishInterval, chance);
    private int _failures;

    /// <summary>Something has changed. Thread-safe.</summary>
    public void Changed() => _ = _changes.Writer.TryWrite(true);

    /// <exception cref="PublisherLeaseLostException">Another instance is the publisher.</exception>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            if (await PublishAsync(stopping))
            {
                await ChangeAsync(stopping);
            }
            else
            {
                await Task.Delay(_pauses.After(_failures), clock, stopping);
            }
        }
    }

    private async Task ChangeAsync(CancellationToken stopping)
    {
        using var interval = new CancellationTokenSource(options.PublishInterval, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, interval.Token);
        try
        {
            _ = await _changes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // The interval is over.
        }
    }

    private async Task<bool> PublishAsync(CancellationToken stopping)
    {
        var since = clock.GetTimestamp();
        try
        {
            var current = await sets.PublishAsync(lease, stopping);
            _failures = 0;
            metrics.State.Published(current.Version);
            metrics.Reviewed(current.Opinions);
            metrics.PublishEnded(
                current.IsNew ? PublishOutcome.Published : PublishOutcome.Unchanged, clock.GetElapsedTime(since));
            if (current.IsNew)
            {
                logger.Published(current.Version, lease.Number);
            }

            return true;
        }
        catch (PublisherLeaseLostException)
        {
            metrics.PublishEnded(PublishOutcome.LeaseLost, clock.GetElapsedTime(since));
            throw;
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            stopping.ThrowIfCancellationRequested(); // What fails while all ends is no fault of the service.
            Failed(PublishFailure.OutcomeOf(problem), problem, since);
            return false;
        }
    }

    private void Failed(PublishOutcome outcome, Exception problem, long since)
    {
        _failures++;
        var why = CommandFailure.SentenceOf(problem);
        metrics.State.PublishFailed(why);
        metrics.PublishEnded(outcome, clock.GetElapsedTime(since));
        if (outcome == PublishOutcome.Failed)
        {
            logger.PublishFaulted(problem);
        }
        else
        {
            logger.PublishFailed(outcome, why);
        }
    }
}

/// <summary>Which failure is which outcome.</summary>
internal static class PublishFailure
{
    public static PublishOutcome OutcomeOf(Exception problem) => problem switch
    {
        HashSetConflictException => PublishOutcome.Conflict,
        WorkingSetBusyException => PublishOutcome.Busy,
        _ => CommandFailure.CodeOf(problem) switch
        {
            ExitCodes.Bug => PublishOutcome.Failed,
            ExitCodes.Unavailable => PublishOutcome.Unavailable,
            _ => PublishOutcome.Refused,
        },
    };
}
