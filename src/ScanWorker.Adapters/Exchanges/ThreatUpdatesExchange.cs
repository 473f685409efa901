using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>ThreatExchange: a privacy group's <c>threat_updates</c> since a time.</summary>
internal sealed partial class ThreatUpdatesExchange(
    ExchangeAddress address, ExchangeHttp http, ExchangeSecrets secrets, TimeProvider clock) : IExchange
{
    private const int PageSize = 500;
    private const string AccessToken = "access_token=";
    private const string Fields = "id,indicator,type,last_updated,should_delete,"
        + "descriptors{id,owner,raw_indicator,type,status,tags,added_on,reactions}";

    // What is updated while a fetch is under way, and clocks that differ: the next fetch looks back that far.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    public string Format => "threatexchange";

    // The service forgets tombstones after 90 days.
    public TimeSpan? CheckpointLife => TimeSpan.FromDays(85);

    public DateTimeOffset? TimeOf(string checkpoint) => Checkpoints.Number(checkpoint) is { } seconds
        ? Checkpoints.OfSeconds(seconds) : null;

    public bool IsPaged => true;

    public bool IsSnapshot(string? checkpoint) => checkpoint is null;

    public async IAsyncEnumerable<ExchangePage> FetchAsync(
        string? checkpoint, PageEnd? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var start = Checkpoints.Number(checkpoint) ?? 0;
        var ends = Checkpoints.Number(after?.Checkpoint) ?? (clock.GetUtcNow() - Overlap).ToUnixTimeSeconds();
        if (ends + (long)Overlap.TotalSeconds < start)
        {
            throw new ExchangeException(ExchangeFault.Content, "This machine's time runs backwards.");
        }

        var pages = new PageGuard();
        var query = string.Create(
            CultureInfo.InvariantCulture, $"threat_updates?start_time={start}&limit={PageSize}&fields=")
            + Uri.EscapeDataString(Fields);
        var token = Uri.EscapeDataString(secrets.Secret());
        var next = after?.Next ?? $"{query}&{AccessToken}";
        while (next is not null)
        {
            var page = WithoutToken(await http.GetAsync(
                address.Next(next.Replace(AccessToken, AccessToken + token, StringComparison.Ordinal)), cancellation));
            next = JsonMembers.Read(page).GetValueOrDefault("paging/next");
            pages.Add(next);
            yield return new ExchangePage(
                new MemoryStream(page), Math.Max(ends, start).ToString(CultureInfo.InvariantCulture), next);
        }
    }

    // It writes the caller's token into the address of each next page: taken out, a page can be kept.
    private static byte[] WithoutToken(byte[] page) => page.AsSpan().IndexOf(Encoding.ASCII.GetBytes(AccessToken)) < 0
        ? page
        : Encoding.UTF8.GetBytes(TokenInJson().Replace(Encoding.UTF8.GetString(page), AccessToken));

    // As far as the next parameter, or the end of the text; both may be escaped.
    [GeneratedRegex("""access_token=(?:\\u(?!0026)[0-9A-Fa-f]{4}|\\/|[^&"\\])*""")]
    private static partial Regex TokenInJson();
}
