using ScanWorker.Adapters.Exchanges;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets.Leases;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>What <c>sets serve</c> does with sources, working set and store: the work of single commands.</summary>
internal interface IServedSets
{
    /// <summary>The sources by name.</summary>
    IReadOnlyDictionary<string, ExchangeOptions> Sources { get; }

    /// <summary>When each source was fetched, and what reviewers say, as the working set has it.</summary>
    (IReadOnlyDictionary<string, WatchedSource> Sources, OpinionBook Opinions) Read();

    /// <summary>Fetches what a source has that is new into the working set.</summary>
    /// <exception cref="RolledBackException">A person has rolled back, and has taken in no list since.</exception>
    Task<FetchResult> FetchAsync(string source, CancellationToken cancellation);

    /// <summary>Publishes what the working set holds, unless it is current already.</summary>
    /// <exception cref="PublisherLeaseLostException">Another instance is the publisher.</exception>
    Task<CurrentVersion> PublishAsync(PublisherLease lease, CancellationToken cancellation);

    /// <summary>Reads what is new of the feedback topic into the working set.</summary>
    /// <returns>How many opinions are new, and all of them.</returns>
    Task<(long News, OpinionBook Opinions)> ReadFeedbackAsync(CancellationToken cancellation);
}

/// <summary>What a publish found or made.</summary>
/// <param name="Version">The current version; 0: there is none.</param>
/// <param name="IsNew">It was made just now.</param>
/// <param name="Opinions">What reviewers say, as the working set has it.</param>
internal sealed record CurrentVersion(long Version, bool IsNew, OpinionBook Opinions);
