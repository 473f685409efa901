using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Adapters.Exchanges.Votes;

/// <summary>An exchange that takes votes on its entries.</summary>
internal interface IVoteTaker
{
    /// <summary>How many votes may be under way at once: as many may be sent twice when a sending is killed.</summary>
    int BatchMax { get; }

    /// <param name="votes">On entries that came from this exchange.</param>
    /// <param name="entries">Those that the working set holds.</param>
    /// <returns>A request for each vote that the exchange can take; how many lack a reason that it asks for.</returns>
    (IReadOnlyList<OutgoingVote> Votes, long WithoutReason) Requests(
        IEnumerable<EntryVote> votes, IReadOnlyDictionary<EntryKey, Entry> entries);

    /// <summary>Sends one.</summary>
    /// <exception cref="ExchangeException">It is refused, or not known to be taken.</exception>
    Task SendAsync(OutgoingVote vote, CancellationToken cancellation);
}

/// <summary>A vote as a request.</summary>
/// <param name="Vote">On what, and what it says.</param>
/// <param name="Path">Where it goes, below the exchange's root.</param>
/// <param name="Body">What it is made of.</param>
internal sealed record OutgoingVote(SentVote Vote, string Path, string Body);
