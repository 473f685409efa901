using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>Tech Against Terrorism's TCAP: a token for a user's password, then pages after a checkpoint.</summary>
internal sealed class TcapExchange(ExchangeAddress address, ExchangeHttp http, ExchangeSecrets secrets) : IExchange
{
    public string Format => "tcap";

    public TimeSpan? CheckpointLife => null;

    // A time, a comma, an id; of anything else it is the service's own matter what it means.
    public DateTimeOffset? TimeOf(string checkpoint) =>
        double.TryParse(checkpoint.Split(',')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? Checkpoints.OfSeconds(seconds)
        : DateTimeOffset.TryParse(
            checkpoint.Split(',')[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : null;

    public bool IsPaged => true;

    public bool IsSnapshot(string? checkpoint) => checkpoint is null;

    public async IAsyncEnumerable<ExchangePage> FetchAsync(
        string? checkpoint, PageEnd? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var token = await LogInAsync(cancellation);
        http.Authorize = headers => headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var pages = new PageGuard();
        var next = after?.Next
            ?? (checkpoint is null ? "api/hash-list/" : $"api/hash-list/?after={Uri.EscapeDataString(checkpoint)}");
        checkpoint = after?.Checkpoint ?? checkpoint;
        while (next is not null)
        {
            var (page, members) = await http.GetAsync(
                address.Next(next), static page => JsonMembers.Read(page), cancellation);
            next = members.GetValueOrDefault("next") is { Length: > 0 } more ? more : null;
            pages.Add(next);
            checkpoint = members.GetValueOrDefault("checkpoint") ?? checkpoint;
            yield return new ExchangePage(new MemoryStream(page), checkpoint, next);
        }
    }

    private async Task<string> LogInAsync(CancellationToken cancellation)
    {
        var (_, members) = await http.PostAsync(
            address.Under("token-auth/tcap/"),
            () => JsonContent.Create(new JsonObject { ["username"] = secrets.User, ["password"] = secrets.Secret() }),
            static answer => JsonMembers.Read(answer),
            cancellation);
        return members.GetValueOrDefault("token") is { Length: > 0 } token
            ? token
            : throw new ExchangeException(
                ExchangeFault.Credentials, "The exchange gives no token for the credentials.");
    }
}
