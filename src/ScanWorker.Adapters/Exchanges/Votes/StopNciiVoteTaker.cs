using System.Text;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Adapters.Exchanges.Votes;

/// <summary>StopNCII: a <c>POST SubmitFeedback</c> for each hash.</summary>
/// <remarks>
/// Nothing is said of what the same feedback does a second time, so a request whose answer is lost is not repeated by
/// itself, and votes go one by one: no more than one can be in doubt.
/// </remarks>
internal sealed class StopNciiVoteTaker(
    ExchangeAddress address, ExchangeHttp http, ExchangeSecrets secrets) : IVoteTaker
{
    public int BatchMax => 1;

    public (IReadOnlyList<OutgoingVote> Votes, long WithoutReason) Requests(
        IEnumerable<EntryVote> votes, IReadOnlyDictionary<EntryKey, Entry> entries) =>
        (StopNciiVotes.Requests(votes, entries), 0);

    public async Task SendAsync(OutgoingVote vote, CancellationToken cancellation)
    {
        http.Authorize = headers =>
        {
            headers.Add("x-functions-key", secrets.FeedbackSecret());
            headers.Add("Ocp-Apim-Subscription-Key", secrets.SubscriptionKey());
        };
        await http.SendAsync(
            HttpMethod.Post, address.Under(vote.Path),
            () => new StringContent(vote.Body, Encoding.UTF8, "application/json"), isRepeatable: false, cancellation);
    }
}
