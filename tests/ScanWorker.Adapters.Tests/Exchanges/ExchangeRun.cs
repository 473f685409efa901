using System.Text;
using NUnit.Framework.Constraints;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Tests.Fetching.Http;

namespace ScanWorker.Adapters.Tests.Exchanges;

/// <summary>A fetch of any kind from a server that plays it.</summary>
internal static class ExchangeRun
{
    /// <summary>What ThreatExchange is asked for first.</summary>
    public static string ThreatUpdates(int start) => $"threat_updates?start_time={start}&limit=500&fields="
        + Uri.EscapeDataString(
            "id,indicator,type,last_updated,should_delete,"
            + "descriptors{id,owner,raw_indicator,type,status,tags,added_on,reactions}")
        + "&access_token=secret";

    public static void OnText(this TestHttpServer server, string path, string text) =>
        server.OnContent(path, Encoding.UTF8.GetBytes(text));

    public static Constraint Throws(ExchangeFault fault, string why) =>
        NUnit.Framework.Throws.TypeOf<ExchangeException>().With.Property(nameof(ExchangeException.Fault)).EqualTo(fault)
            .And.Message.Contains(why);

    /// <summary>Every page, where a later fetch would begin behind it, and what leads on.</summary>
    public static async Task<List<(string Text, string? Checkpoint, string? Next)>> ReadAsync(
        TestHttpServer server, TimeProvider clock, ExchangeKind kind, string? checkpoint = null, PageEnd? after = null,
        string path = "")
    {
        var options = new ExchangeOptions
        {
            Kind = kind,
            Bank = "b",
            Location = new Uri(server.Root, path).ToString(),
            User = kind is ExchangeKind.Ncmec or ExchangeKind.Tcap ? "user" : "",
            Secret = "secret",
            SubscriptionKey = "subscription",
            Pause = TimeSpan.Zero,
        };
        using var http = new ExchangeHttp(options, TimeProvider.System, TimeSpan.FromMilliseconds(1));
        var exchange = Exchange.Of(options, http, clock);
        var pages = new List<(string, string?, string?)>();
        await foreach (var page in exchange.FetchAsync(checkpoint, after, CancellationToken.None))
        {
            using var reader = new StreamReader(page.Content, Encoding.UTF8, leaveOpen: true);
            pages.Add((await reader.ReadToEndAsync(), page.Checkpoint, page.Next));
        }

        return pages;
    }
}
