using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>Fetches one source at its interval, for as long as this instance is the publisher.</summary>
/// <remarks>
/// A loop a source, and a deadline a fetch: one that fails or hangs holds up no other. A failed fetch is tried again
/// sooner than its interval, later each time.
/// </remarks>
internal sealed class SourceLoop(
    string name, ExchangeOptions options, IServedSets sets, ServeMetrics metrics, TimeProvider clock,
    Func<double> chance, ILogger logger)
{
    private readonly RetryPauses _pauses = new(PublisherWork.FirstPause, options.Interval, chance);
    private int _failures;

    /// <param name="before">When it was fetched last, by whichever instance or command; null: it is new.</param>
    /// <param name="changed">Called when a fetch has changed the working set.</param>
    /// <param name="stopping">The end of the lease, or of the process.</param>
    public async Task RunAsync(WatchedSource? before, Action changed, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        metrics.State.Watch(name, before ?? new WatchedSource(now, null), options.AlarmAge);
        var wait = before?.FetchedAt is { } at && at + options.Interval > now
            ? at + options.Interval - now : TimeSpan.Zero;
        while (true)
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, stopping);
            }

            stopping.ThrowIfCancellationRequested();
            wait = await FetchAsync(changed, stopping);
        }
    }

    /// <returns>How long to wait for the next one.</returns>
    private async Task<TimeSpan> FetchAsync(Action changed, CancellationToken stopping)
    {
        var since = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(options.FetchDeadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            var counts = (await sets.FetchAsync(name, either.Token)).Counts;
            var hasChanged = counts.Added + counts.Changed + counts.Withdrawn > 0;
            Succeeded(hasChanged ? FetchOutcome.Changed : FetchOutcome.Unchanged, counts, since);
            if (hasChanged)
            {
                changed();
            }

            return options.Interval;
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            stopping.ThrowIfCancellationRequested(); // What fails while all ends is no fault of the service.
            return Failed(FetchFailure.OutcomeOf(problem), problem, since);
        }
    }

    private void Succeeded(FetchOutcome outcome, ImportCounts counts, long since)
    {
        _failures = 0;
        var took = clock.GetElapsedTime(since);
        metrics.State.Fetched(name, clock.GetUtcNow());
        metrics.Fetched(name, outcome, took, counts);
        logger.Fetched(name, counts.Added, counts.Changed, counts.Withdrawn, took.TotalSeconds);
    }

    private TimeSpan Failed(FetchOutcome outcome, Exception problem, long since)
    {
        var wait = _pauses.After(++_failures);
        var why = outcome switch
        {
            FetchOutcome.TimedOut => $"It was not done within {options.FetchDeadline:c}.",
            _ => CommandFailure.SentenceOf(problem),
        };
        metrics.State.FetchFailed(name, why);
        metrics.Fetched(name, outcome, clock.GetElapsedTime(since), counts: null);
        if (outcome == FetchOutcome.Failed)
        {
            logger.FetchFaulted(problem, name, wait.TotalSeconds);
        }
        else
        {
            logger.FetchFailed(name, outcome, why, _failures, wait.TotalSeconds);
        }

        return wait;
    }
}

/// <summary>Which failure is which outcome.</summary>
internal static class FetchFailure
{
    public static FetchOutcome OutcomeOf(Exception problem) => problem switch
    {
        OperationCanceledException => FetchOutcome.TimedOut,
        WorkingSetBusyException => FetchOutcome.Busy,
        RolledBackException => FetchOutcome.Held,
        ExchangeException { Fault: ExchangeFault.Unavailable } => FetchOutcome.Unavailable,
        ExchangeException { Fault: ExchangeFault.Credentials } => FetchOutcome.Credentials,
        _ => CommandFailure.CodeOf(problem) switch
        {
            ExitCodes.Bug => FetchOutcome.Failed,
            ExitCodes.Unavailable => FetchOutcome.Unavailable,
            _ => FetchOutcome.Refused,
        },
    };
}
