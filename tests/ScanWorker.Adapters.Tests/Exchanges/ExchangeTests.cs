using System.Text;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Tests.Fetching.Http;
using ScanWorker.Adapters.Tests.ListFormats;

namespace ScanWorker.Adapters.Tests.Exchanges;

/// <summary>Each client against a server that plays pages as published samples describe them, and faults.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ExchangeTests : IAsyncDisposable
{
    private const string NcmecRange = "v2/entries?from=2017-10-20T00%3A00%3A00Z&to=2024-05-02T00%3A00%3A00Z";
    private static readonly string ThreatUpdates = ExchangeRun.ThreatUpdates(start: 5);

    private readonly TestHttpServer _server = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2024, 5, 2, 0, 0, 0, TimeSpan.Zero));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Test]
    public async Task Ncmec_PagesOfARange_AreFollowedToTheLatestTime()
    {
        _server.OnText(NcmecRange, Ncmec("2019-10-24T15:10:00Z", "/v2/entries?from=1&amp;start=2001"));
        _server.OnText("v2/entries?from=1&start=2001", Ncmec("2018-01-01T00:00:00Z", null));

        var (pages, checkpoint) = await FetchAsync(ExchangeKind.Ncmec, "2017-10-20T00:00:00Z");

        Assert.That(pages, Has.Count.EqualTo(2));
        Assert.That(checkpoint, Is.EqualTo("2019-10-24T15:10:00Z"));
        Assert.That(_server.Requests, Has.All.Contains("Authorization: Basic dXNlcjpzZWNyZXQ="));
    }

    [Test]
    public void Ncmec_TimeRunsBackwards_IsRefused()
    {
        _server.OnText(NcmecRange, Ncmec("2016-01-01T00:00:00Z", null));

        AssertFault(ExchangeKind.Ncmec, "2017-10-20T00:00:00Z", ExchangeFault.Content, "backwards");
    }

    [Test]
    public void Ncmec_PageTwice_IsRefused()
    {
        _server.OnText(NcmecRange, Ncmec("2019-10-24T15:10:00Z", "/v2/entries?start=1"));
        _server.OnText("v2/entries?start=1", Ncmec("2019-10-24T15:10:00Z", "/v2/entries?start=1"));

        AssertFault(ExchangeKind.Ncmec, "2017-10-20T00:00:00Z", ExchangeFault.Content, "no end");
    }

    [Test]
    public async Task StopNcii_PagesWithTokens_AreFollowedToTheNextTime()
    {
        _server.OnText("FetchHashes?startTimestamp=10&pageSize=800", StopNcii(1714557600, "a b", hasMore: true));
        _server.OnText(
            "FetchHashes?startTimestamp=10&pageSize=800&nextPageToken=a%20b",
            StopNcii(1714557700, null, hasMore: false));

        var (pages, checkpoint) = await FetchAsync(ExchangeKind.StopNcii, null);

        Assert.That(pages, Has.Count.EqualTo(2));
        Assert.That(checkpoint, Is.EqualTo("1714557700"));
        Assert.That(_server.Requests, Has.All.Contains("x-functions-key: secret")
            .And.All.Contains("Ocp-Apim-Subscription-Key: subscription"));
    }

    [Test]
    public void StopNcii_TimeRunsBackwards_IsRefused()
    {
        _server.OnText("FetchHashes?startTimestamp=2000&pageSize=800", StopNcii(1000, null, hasMore: false));

        AssertFault(ExchangeKind.StopNcii, "2000", ExchangeFault.Content, "backwards");
    }

    [Test]
    public async Task Tcap_LogsInAndFollowsPages_ToTheLastCheckpoint()
    {
        _server.OnText("token-auth/tcap/", """{"token":"jwt"}""");
        _server.OnText("api/hash-list/?after=1%2C2", $$"""
            {"count":2,"next":"{{_server.Root}}api/hash-list/?page=2","previous":null,
             "checkpoint":"1724856487.7,10","results":[]}
            """);
        _server.OnText(
            "api/hash-list/?page=2",
            """{"count":2,"next":null,"previous":"x","checkpoint":"1724856488.7,11","results":[]}""");

        var (pages, checkpoint) = await FetchAsync(ExchangeKind.Tcap, "1,2");

        Assert.That(pages, Has.Count.EqualTo(2));
        Assert.That(checkpoint, Is.EqualTo("1724856488.7,11"));
        Assert.That(_server.Requests.Skip(1), Has.All.Contains("Authorization: Bearer jwt"));
    }

    [Test]
    public void Tcap_NextPageOnAnotherHost_IsRefused()
    {
        _server.OnText("token-auth/tcap/", """{"token":"jwt"}""");
        _server.OnText("api/hash-list/", """{"next":"https://elsewhere.example/api/","results":[]}""");

        AssertFault(ExchangeKind.Tcap, null, ExchangeFault.Content, "another host");
    }

    [Test]
    public async Task ThreatExchange_Pages_AreFollowedToTenMinutesAgo()
    {
        _server.OnText(ThreatUpdates, $$"""
            {"data":[],"paging":{"cursors":{"after":"x"},"next":"{{_server.Root}}threat_updates?after=x"} }
            """);
        _server.OnText("threat_updates?after=x", """{"data":[]}""");

        var (pages, checkpoint) = await FetchAsync(ExchangeKind.ThreatExchange, "5");

        Assert.That(pages, Has.Count.EqualTo(2));
        Assert.That(checkpoint, Is.EqualTo($"{_clock.GetUtcNow().AddMinutes(-10).ToUnixTimeSeconds()}"));
    }

    [TestCase("secret&limit=500", "&limit=500")]
    [TestCase("app%7Csecret&limit=500", "&limit=500")]
    [TestCase(@"app\u00257Csecret\u0026limit=500", "&limit=500")]
    [TestCase(@"a\/secret", "")]
    public async Task ThreatExchange_NextPageWithTheToken_IsAskedForWithItAndKeptWithout(string token, string rest)
    {
        var root = _server.Root.ToString().Replace("/", "\\/", StringComparison.Ordinal);
        _server.OnText(
            ThreatUpdates,
            $$"""
            {"data":[],"paging":{"next":"{{root}}threat_updates?after=x&access_token={{token}}"} }
            """);
        _server.OnText($"threat_updates?after=x&access_token=secret{rest}", """{"data":[]}""");

        var ends = await EndsAsync(ExchangeKind.ThreatExchange, "5", null);

        Assert.That(ends.Select(page => page.Next), Is.EqualTo(new[]
        {
            $"{_server.Root}threat_updates?after=x&access_token={rest}", null,
        }));
        Assert.That(ends.Select(page => page.Text), Has.All.Not.Contains("secret").And.All.Contains("data"));
    }

    [Test]
    public async Task AnyExchange_BehindAPage_AsksForTheRestAndReachesTheSameCheckpoint()
    {
        _server.OnText("v2/entries?start=2", Ncmec("2018-01-01T00:00:00Z", null));
        _server.OnText("FetchHashes?startTimestamp=10&pageSize=800&nextPageToken=a%20b", StopNcii(30, null, hasMore: false));
        _server.OnText("token-auth/tcap/", """{"token":"jwt"}""");
        _server.OnText("api/hash-list/?page=2", """{"next":null,"results":[]}""");
        _server.OnText("threat_updates?after=x&access_token=secret", """{"data":[]}""");
        (ExchangeKind Kind, string? From, string Reached, string Next, string End)[] cases =
        [
            (ExchangeKind.Ncmec, "2017-10-20T00:00:00Z", "2019-10-24T15:10:00Z", "/v2/entries?start=2",
                "2019-10-24T15:10:00Z"),
            (ExchangeKind.StopNcii, null, "20", "a b", "30"),
            (ExchangeKind.Tcap, "1,2", "3,4", "api/hash-list/?page=2", "3,4"),
            (ExchangeKind.ThreatExchange, "5", "7", "threat_updates?after=x&access_token=", "7"),
        ];
        foreach (var (kind, from, reached, next, end) in cases)
        {
            var ends = await EndsAsync(kind, from, new PageEnd(reached, next));

            Assert.That(ends.Single().Checkpoint, Is.EqualTo(end), $"{kind}");
            Assert.That(ends.Single().Next, Is.Null, $"{kind}");
        }
    }

    [Test]
    public async Task File_SameEntityTag_IsNothingNew()
    {
        _ = _server.On("list.csv", "200 OK", "Content-Length: 4\r\nETag: \"v1\"", "md5\n"u8.ToArray());
        var (pages, checkpoint) = await FetchAsync(ExchangeKind.File, null, "list.csv");
        _ = _server.On("list.csv", "304 Not Modified", "ETag: \"v1\"", []);

        var (again, _) = await FetchAsync(ExchangeKind.File, checkpoint, "list.csv");

        Assert.That((pages.Single(), checkpoint), Is.EqualTo(("md5\n", "\"v1\"")));
        Assert.That(again, Is.Empty);
        Assert.That(_server.Requests.Last(), Does.Contain("If-None-Match: \"v1\""));
    }

    [TestCase("401 Unauthorized", "", ExchangeFault.Credentials, "rejects the credentials")]
    [TestCase("403 Forbidden", "", ExchangeFault.Credentials, "rejects the credentials")]
    [TestCase("404 Not Found", "", ExchangeFault.Content, "refuses the request (404)")]
    [TestCase("302 Found", "Location: https://elsewhere.example/", ExchangeFault.Content, "redirects")]
    [TestCase("500 Internal Server Error", "", ExchangeFault.Unavailable, "too busy or broken (500)")]
    [TestCase("429 Too Many Requests", "Retry-After: 86400", ExchangeFault.Unavailable, "asks to wait")]
    public void AnyExchange_Fault_IsToldAndNothingIsTaken(string status, string header, ExchangeFault fault, string why)
    {
        const string empty = "Content-Length: 0";
        _ = _server.On("list.csv", status, header.Length == 0 ? empty : $"{header}\r\n{empty}", []);

        AssertFault(ExchangeKind.File, null, fault, why, "list.csv");
    }

    [Test]
    public void AnyExchange_BodyCutOff_IsUnavailable()
    {
        _ = _server.On("list.csv", "200 OK", "Content-Length: 100", "md5\n"u8.ToArray());

        AssertFault(ExchangeKind.File, null, ExchangeFault.Unavailable, "cut off", "list.csv");
    }

    [TestCase("429 Too Many Requests")]
    [TestCase("503 Service Unavailable")]
    public async Task AnyExchange_BusyThenWell_IsAskedAgain(string status)
    {
        var asked = 0;
        _ = _server.On("list.csv", async (stream, stopping) =>
        {
            var answer = Interlocked.Increment(ref asked) < 3
                ? $"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                : "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nmd5\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stopping);
        });

        var (pages, _) = await FetchAsync(ExchangeKind.File, null, "list.csv");

        Assert.That((pages.Single(), asked), Is.EqualTo(("md5\n", 3)));
    }

    [TestCase("https://example.org/list", true)]
    [TestCase("http://127.0.0.1:9/list", true)]
    [TestCase("http://example.org/list", false)]
    [TestCase("https://user:secret@example.org/list", false)]
    [TestCase("file:///etc/passwd", false)]
    [TestCase("", false)]
    public void IsAllowed_Location_IsTlsOrLoopback(string location, bool expected) =>
        Assert.That(ExchangeAddress.IsAllowed(location), Is.EqualTo(expected));

    private void AssertFault(
        ExchangeKind kind, string? checkpoint, ExchangeFault fault, string why, string path = "") => Assert.That(
            async () => await FetchAsync(kind, checkpoint, path), ExchangeRun.Throws(fault, why));

    private async Task<(List<string> Pages, string? Checkpoint)> FetchAsync(
        ExchangeKind kind, string? checkpoint, string path = "")
    {
        var ends = await EndsAsync(kind, checkpoint, null, path);
        return ([.. ends.Select(page => page.Text)], ends.Count == 0 ? checkpoint : ends[^1].Checkpoint);
    }

    private Task<List<(string Text, string? Checkpoint, string? Next)>> EndsAsync(
        ExchangeKind kind, string? checkpoint, PageEnd? after, string path = "") =>
        ExchangeRun.ReadAsync(_server, _clock, kind, checkpoint, after, path);

    private static string Ncmec(string maxTimestamp, string? next) => $"""
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">
          <images count="1" maxTimestamp="{maxTimestamp}"><image><member id="42">Example</member>
            <timestamp>2017-10-24T15:00:00Z</timestamp><id>image1</id><classification>A1</classification>
            <fingerprints><md5>{ListSamples.Md5}</md5></fingerprints></image></images>
          {(next is null ? "" : $"<paging><next>{next}</next></paging>")}
        </queryResult>
        """;

    private static string StopNcii(long next, string? token, bool hasMore) => $$"""
        {"count":0,"nextPageToken":{{(token is null ? "null" : $"\"{token}\"")}},"nextSetTimestamp":{{next}},
         "hasMoreRecords":{{(hasMore ? "true" : "false")}},"hashRecords":[]}
        """;
}
