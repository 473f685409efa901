using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.HashSets.Leases;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>
/// All that the instance with the lease does: a loop for each source, one that publishes, and one that reads feedback.
/// </summary>
internal sealed class PublisherWork(
    IServedSets sets, ServeMetrics metrics, IOptions<ServeOptions> options, TimeProvider clock,
    ILogger<PublisherWork> logger) : IPublisherWork
{
    /// <summary>After the first failure of a fetch; later pauses are longer.</summary>
    internal static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    /// <summary>Varies pauses; in [0, 1).</summary>
    internal Func<double> Chance { get; init; } = RetryPauses.SecureUnit;

    public async Task RunAsync(PublisherLease lease, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var (known, opinions) = sets.Read();
        metrics.Reviewed(opinions);
        var publishing = new PublishLoop(lease, options.Value, sets, metrics, clock, Chance, logger);
        List<Task> loops = [Task.Run(() => publishing.RunAsync(ending.Token), CancellationToken.None)];
        foreach (var (name, source) in sets.Sources)
        {
            var loop = new SourceLoop(name, source, sets, metrics, clock, Chance, logger);
            var before = known.GetValueOrDefault(name);
            loops.Add(Task.Run(() => loop.RunAsync(before, publishing.Changed, ending.Token), CancellationToken.None));
        }

        if (options.Value.ReadFeedback)
        {
            var loop = new FeedbackLoop(options.Value, sets, metrics, clock, logger);
            loops.Add(Task.Run(() => loop.RunAsync(publishing.Changed, ending.Token), CancellationToken.None));
        }

        // None ends by itself: the first that does has been asked to, or has lost the lease.
        _ = await Task.WhenAny(loops);
        await ending.CancelAsync();
        await Task.WhenAll(loops);
    }
}

/// <summary>What is done while the lease is held.</summary>
internal interface IPublisherWork
{
    /// <summary>Runs until it is stopped.</summary>
    /// <exception cref="PublisherLeaseLostException">The store says that the lease has ended.</exception>
    Task RunAsync(PublisherLease lease, CancellationToken stopping);
}
