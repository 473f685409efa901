using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Commands.Sets.Fetching;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets.Leases;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>Does for <c>sets serve</c> what <c>sets fetch</c>, <c>publish</c> and <c>feedback</c> do.</summary>
/// <param name="context">Configuration, folder, store and key.</param>
/// <param name="options">Of the service.</param>
/// <param name="kafka">Where feedback is read from; null: nowhere.</param>
/// <param name="logger">For what a person should know.</param>
internal sealed class ServedSets(
    SetsContext context, ServeOptions options, KafkaOptions? kafka, ILogger<ServedSets> logger) : IServedSets
{
    private const string Why = "sets serve";
    private readonly string _by = SetsArguments.WhoRuns();

    public IReadOnlyDictionary<string, ExchangeOptions> Sources => context.Exchanges.Sources;

    public (IReadOnlyDictionary<string, WatchedSource> Sources, OpinionBook Opinions) Read()
    {
        using var workingSet = context.OpenToRead();
        return (workingSet.State.Sources, workingSet.State.Opinions);
    }

    public async Task<FetchResult> FetchAsync(string source, CancellationToken cancellation)
    {
        await WatchAsync(source, cancellation);
        var request = new FetchRequest(source, Sources[source], _by, FetchRequest.RulesOf(Sources[source]))
        {
            Why = Why,
            Patience = options.BusyPatience,
            Tell = logger.Told,
        };
        var result = await new FetchRun(context, request).RunAsync(cancellation);
        if (result.QuarantineFile is { } file)
        {
            logger.Told(
                $"{source}: {result.Counts.QuarantinedTotal} of {result.Counts.Read} records are quarantined; they are "
                    + $"in {file}.");
        }

        if (request.Source.SendFeedback)
        {
            await SendAsync(request, cancellation);
        }

        return result;
    }

    // Nothing of the fetch depends on it: what is not sent now is sent after the next one.
    private async Task SendAsync(FetchRequest request, CancellationToken cancellation)
    {
        try
        {
            await new VoteSending(context, request, (_, sentence) => logger.VotesSent(sentence))
                .RunAsync(cancellation);
        }
        catch (Exception problem) when (!cancellation.IsCancellationRequested
            && CommandFailure.CodeOf(problem) is not ExitCodes.Bug)
        {
            logger.Told(
                $"{request.Name}: not all votes of reviewers were sent, and the rest is sent after the next fetch: "
                    + CommandFailure.SentenceOf(problem));
        }
    }

    // The first time that it is to be fetched is noted: its age counts from then, whoever is the publisher. A rollback
    // holds up the fetch alone.
    private async Task WatchAsync(string source, CancellationToken cancellation)
    {
        using (var known = context.OpenToRead())
        {
            if (IsWatched(known))
            {
                RollbackHold.Check(known);
                return;
            }
        }

        using var workingSet = await context.OpenToWriteAsync(options.BusyPatience, cancellation);
        if (!IsWatched(workingSet))
        {
            _ = workingSet.Append(new JournalRecord(0, default, _by, JournalAction.Watch)
            {
                Why = Why,
                Watched = source,
            });
        }

        RollbackHold.Check(workingSet);

        bool IsWatched(WorkingSet set) => set.State.Sources.ContainsKey(source);
    }

    public async Task<CurrentVersion> PublishAsync(PublisherLease lease, CancellationToken cancellation)
    {
        using var key = context.ReadSigningKey();
        using var workingSet = await context.OpenToWriteAsync(options.BusyPatience, cancellation);
        if (workingSet.State.LastNumber == 0)
        {
            return new CurrentVersion(0, IsNew: false, workingSet.State.Opinions);
        }

        var (manifest, sentBytes) = await context
            .PublisherOf(workingSet, key, lease: lease, agesAfter: options.AgesInterval)
            .PublishAsync(_by, Why, cancellation);
        return new CurrentVersion(manifest.Version, sentBytes > 0, workingSet.State.Opinions);
    }

    public async Task<(long News, OpinionBook Opinions)> ReadFeedbackAsync(CancellationToken cancellation)
    {
        var from = kafka ?? throw new InvalidOperationException("No broker is configured to read feedback from.");
        var record = new JournalRecord(0, default, _by, JournalAction.Feedback) { Why = Why };
        var (counts, _) = await new FeedbackRun(context, from, record)
        {
            Tell = logger.Told,
            Patience = options.BusyPatience,
        }.RunAsync(cancellation);
        return (counts.News, Read().Opinions);
    }
}
