namespace ScanWorker.Commands.Sets.Serving;

/// <summary>Reads what reviewers say at an interval, for as long as this instance is the publisher.</summary>
internal sealed class FeedbackLoop(
    ServeOptions options, IServedSets sets, ServeMetrics metrics, TimeProvider clock, ILogger logger)
{
    // What is not read by then is read the next time.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    /// <param name="changed">Called when opinions are new: disputed entries may follow from them.</param>
    /// <param name="stopping">The end of the lease, or of the process.</param>
    public async Task RunAsync(Action changed, CancellationToken stopping)
    {
        metrics.State.WatchFeedback(clock.GetUtcNow());
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            await ReadAsync(changed, stopping);
            await Task.Delay(options.FeedbackInterval, clock, stopping);
        }
    }

    private async Task ReadAsync(Action changed, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(options.BusyPatience + Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, deadline.Token);
        try
        {
            var (news, opinions) = await sets.ReadFeedbackAsync(either.Token);
            metrics.State.FeedbackRead(clock.GetUtcNow());
            metrics.Reviewed(opinions);
            if (news > 0)
            {
                logger.FeedbackRead(news, opinions.Count);
                changed();
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            stopping.ThrowIfCancellationRequested(); // What fails while all ends is no fault of the service.
            var why = CommandFailure.SentenceOf(problem);
            metrics.State.FeedbackFailed(why);
            logger.FeedbackFailed(problem, why, options.FeedbackInterval.TotalSeconds);
        }
    }
}
