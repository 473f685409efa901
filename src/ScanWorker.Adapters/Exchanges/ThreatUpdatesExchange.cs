using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
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

    public DateTimeOffset? TimeOf(string checkpoint) => Checkpoints.Seconds(checkpoint);

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
            var (_, (page, members)) = await http.GetAsync(
                address.Next(next.Replace(AccessToken, AccessToken + token, StringComparison.Ordinal)),
                Look, cancellation);
            CheckDescriptors(page);
            next = members.GetValueOrDefault("paging/next") is { Length: > 0 } more ? more : null;
            pages.Add(next);
            yield return new ExchangePage(
                new MemoryStream(page), Math.Max(ends, start).ToString(CultureInfo.InvariantCulture), next);
        }
    }

    private static (byte[] Page, Dictionary<string, string> Members) Look(byte[] whole)
    {
        var page = WithoutToken(whole);
        return (page, JsonMembers.Read(page));
    }

    // Who may not see descriptors any more gets indicators alone, which look as if nobody said anything of them.
    private static void CheckDescriptors(byte[] page)
    {
        using var document = JsonDocument.Parse(page);
        if (!document.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
        {
            throw new ExchangeException(ExchangeFault.Content, "A page has no 'data': the exchange gives no list.");
        }

        var live = data.EnumerateArray().Select(HasDescriptors).OfType<bool>().ToList();
        if (live.Count > 0 && !live.Contains(true))
        {
            throw new ExchangeException(
                ExchangeFault.Content,
                $"None of a page's {live.Count} indicators has 'descriptors', which were asked for. Nothing is withdrawn: "
                    + "look whether the access token has lost a permission.");
        }
    }

    // Null of one that is deleted, or cannot be read: that is quarantined when the list is.
    private static bool? HasDescriptors(JsonElement record)
    {
        try
        {
            return record.ValueKind != JsonValueKind.Object
                || (record.TryGetProperty("should_delete", out var flag)
                    && string.Equals(flag.ToString(), "true", StringComparison.OrdinalIgnoreCase))
                ? null
                : record.TryGetProperty("descriptors", out _);
        }
        catch (InvalidOperationException)
        {
            return null; // Half of a character, in a name or in the flag.
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
