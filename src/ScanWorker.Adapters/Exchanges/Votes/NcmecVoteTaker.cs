using System.Net.Http.Headers;
using System.Text;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Adapters.Exchanges.Votes;

/// <summary>NCMEC hash sharing, version 2: a <c>PUT</c> for each hash.</summary>
/// <remarks>
/// A <c>PUT</c> of the same vote again leaves the exchange as it was, so a request whose answer is lost is repeated.
/// </remarks>
internal sealed class NcmecVoteTaker(ExchangeAddress address, ExchangeHttp http, ExchangeSecrets secrets) : IVoteTaker
{
    public int BatchMax => 50;

    public (IReadOnlyList<OutgoingVote> Votes, long WithoutReason) Requests(
        IEnumerable<EntryVote> votes, IReadOnlyDictionary<EntryKey, Entry> entries) =>
        NcmecVotes.Requests(votes, entries);

    public async Task SendAsync(OutgoingVote vote, CancellationToken cancellation)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{secrets.User}:{secrets.Secret()}"));
        http.Authorize = headers => headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        await http.SendAsync(
            HttpMethod.Put, address.Under($"v2/{vote.Path}"),
            () => new StringContent(vote.Body, Encoding.UTF8, "application/xml"), isRepeatable: true, cancellation);
    }
}
