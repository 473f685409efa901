using ScanWorker.Adapters.CloudEvents;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Import;
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

    public (IReadOnlyDictionary<string, DateTimeOffset> FetchedAt, OpinionBook Opinions) Read()
    {
        using var workingSet = context.OpenToRead();
        return (
            workingSet.State.Checkpoints.ToDictionary(reached => reached.Key, reached => reached.Value.At),
            workingSet.State.Opinions);
    }

    public Task<FetchResult> FetchAsync(string source, CancellationToken cancellation)
    {
        using (var workingSet = context.OpenToRead())
        {
            RollbackHold.Check(workingSet);
        }

        return new FetchRun(context, new FetchRequest(source, Sources[source], _by, new ImportRules())
        {
            Why = Why,
            Patience = options.BusyPatience,
            Tell = logger.Told,
        }).RunAsync(cancellation);
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
        using var workingSet = await context.OpenToWriteAsync(options.BusyPatience, cancellation);
        using var intake = new FeedbackIntake(
            workingSet, new CloudEventFeedbackReader(TimeProvider.System).Read,
            new JournalRecord(0, default, _by, JournalAction.Feedback) { Why = Why }, keepsPositions: true);
        FeedbackTopic.Read(from, workingSet, intake, startsOver: false, logger.Told, cancellation);
        intake.Complete();
        return (intake.Counts.News, workingSet.State.Opinions);
    }
}
