using System.Globalization;
using System.Runtime.CompilerServices;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>StopNCII: pages of hash records since a time, each with a token for the next.</summary>
internal sealed class StopNciiExchange(ExchangeAddress address, ExchangeHttp http, ExchangeSecrets secrets) : IExchange
{
    private const int PageSize = 800;
    private const long FirstTimestamp = 10; // The service's own first; 0 is refused.

    public string Format => "stopncii";

    public TimeSpan? CheckpointLife => TimeSpan.FromDays(30);

    public DateTimeOffset? TimeOf(string checkpoint) => Checkpoints.Seconds(checkpoint);

    public bool IsPaged => true;

    public bool IsSnapshot(string? checkpoint) => checkpoint is null;

    public async IAsyncEnumerable<ExchangePage> FetchAsync(
        string? checkpoint, PageEnd? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var start = Checkpoints.Number(checkpoint) ?? FirstTimestamp;
        http.Authorize = headers =>
        {
            headers.Add("x-functions-key", secrets.Secret());
            headers.Add("Ocp-Apim-Subscription-Key", secrets.SubscriptionKey());
        };
        var pages = new PageGuard();
        var token = after?.Next;
        do
        {
            var query = string.Create(
                CultureInfo.InvariantCulture, $"FetchHashes?startTimestamp={start}&pageSize={PageSize}");
            var (page, members) = await http.GetAsync(
                address.Under(token is null ? query : $"{query}&nextPageToken={Uri.EscapeDataString(token)}"),
                static page => JsonMembers.Read(page), cancellation);
            var next = Checkpoints.Number(members.GetValueOrDefault("nextSetTimestamp"));
            if (next < start)
            {
                throw new ExchangeException(ExchangeFault.Content, "The exchange's time runs backwards.");
            }

            token = TokenIn(members);
            pages.Add(token);
            yield return new ExchangePage(
                new MemoryStream(page), (next ?? start).ToString(CultureInfo.InvariantCulture), token);
        }
        while (token is not null);
    }

    // Only a page that says so is the last one: where that is left out, a token leads on.
    private static string? TokenIn(Dictionary<string, string> members)
    {
        var token = members.GetValueOrDefault("nextPageToken") is { Length: > 0 } told ? told : null;
        return members.GetValueOrDefault("hasMoreRecords")?.ToUpperInvariant() switch
        {
            null => token,
            "FALSE" => null,
            "TRUE" => token ?? throw new ExchangeException(
                ExchangeFault.Content, "A page says that there are more, and not where."),
            _ => throw new ExchangeException(
                ExchangeFault.Content, "A page does not say whether there are more: 'hasMoreRecords' is no flag."),
        };
    }
}
