using System.Text;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Tests.Fetching.Http;

namespace ScanWorker.Adapters.Tests.Exchanges;

/// <summary>Answers that are cut off unseen, and pages that do not say what they must.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PageFaultTests : IAsyncDisposable
{
    private const string Ncii = "FetchHashes?startTimestamp=10&pageSize=800";
    private const string NcmecRange = "v2/entries?from=1970-01-01T00%3A00%3A00Z&to=2024-05-02T00%3A00%3A00Z";
    private const string NcmecPage = """
        <queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images count="0"/></queryResult>
        """;

    private static readonly string ThreatUpdates = ExchangeRun.ThreatUpdates(start: 0);

    private readonly TestHttpServer _server = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2024, 5, 2, 0, 0, 0, TimeSpan.Zero));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // No length is announced: a page that ends early looks like a whole one until it is read.
    [TestCase(ExchangeKind.Ncmec)]
    [TestCase(ExchangeKind.StopNcii)]
    [TestCase(ExchangeKind.Tcap)]
    [TestCase(ExchangeKind.ThreatExchange)]
    public async Task AnyExchange_PageEndsEarly_IsAskedForAgain(ExchangeKind kind)
    {
        _server.OnContent("token-auth/tcap/", """{"token":"jwt"}"""u8.ToArray());
        var (path, page) = PageOf(kind);
        var asked = 0;
        _ = _server.On(path, async (stream, stopping) =>
        {
            var text = Interlocked.Increment(ref asked) < 5 ? page[..^3] : page;
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{text}"), stopping);
        });

        var pages = await FetchAsync(kind);

        Assert.That((pages.Single(), asked), Is.EqualTo((page, 5)));
    }

    [TestCase(ExchangeKind.Ncmec)]
    [TestCase(ExchangeKind.StopNcii)]
    public void AnyExchange_PageAlwaysEndsEarly_IsUnavailable(ExchangeKind kind)
    {
        var (path, page) = PageOf(kind);
        _ = _server.On(path, "200 OK", "", Encoding.UTF8.GetBytes(page[..^3]));

        AssertFault(kind, ExchangeFault.Unavailable, "cut off");
        Assert.That(_server.Requests, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task StopNcii_TokenAlone_MeansThatThereIsMore()
    {
        _server.OnText(Ncii, """{"count":0,"nextPageToken":"t","nextSetTimestamp":20,"hashRecords":[]}""");
        _server.OnText(Ncii + "&nextPageToken=t", """{"count":0,"nextPageToken":"","nextSetTimestamp":30,"hashRecords":[]}""");

        Assert.That(await FetchAsync(ExchangeKind.StopNcii), Has.Count.EqualTo(2));
    }

    [TestCase("""true,"nextPageToken":null""", "and not where")]
    [TestCase("""true,"nextPageToken":"" """, "and not where")]
    [TestCase("""7,"nextPageToken":"t" """, "is no flag")]
    public void StopNcii_MoreWithoutAToken_IsRefused(string members, string why)
    {
        _server.OnText(Ncii, $$"""{"count":0,"nextSetTimestamp":20,"hasMoreRecords":{{members}},"hashRecords":[]}""");

        AssertFault(ExchangeKind.StopNcii, ExchangeFault.Content, why);
    }

    [TestCase("""{"data":[{"id":"1","should_delete":false},{"id":"2"}]}""", "None of a page's 2 indicators")]
    [TestCase("""{"data":[{"id":"1","should_delete":true},{"id":"2"}]}""", "None of a page's 1 indicators")]
    [TestCase("""{"message":"x"}""", "no 'data'")]
    public void ThreatExchange_PageWithoutWhatWasAskedFor_IsRefused(string page, string why)
    {
        _server.OnText(ThreatUpdates, page);

        AssertFault(ExchangeKind.ThreatExchange, ExchangeFault.Content, why);
    }

    [TestCase("""{"data":[{"id":"1","should_delete":true}]}""")]
    [TestCase("""{"data":[{"id":"1"},{"id":"2","descriptors":{"data":[]}}]}""")]
    [TestCase("""{"data":[{"should_delete":"\ud800","id":"1"},{"id":"2","descriptors":{"data":[]}}]}""")]
    [TestCase("""{"data":[{"id":"1","\ud800":1},{"id":"2","descriptors":{"data":[]}}]}""")]
    public async Task ThreatExchange_IndicatorsThatAreGone_AreTaken(string page)
    {
        _server.OnText(ThreatUpdates, page);

        Assert.That(await FetchAsync(ExchangeKind.ThreatExchange), Is.EqualTo(new[] { page }));
    }

    [TestCase(ExchangeKind.File)]
    [TestCase(ExchangeKind.StopNcii)]
    public void AnyExchange_NothingHasChangedUnasked_IsRefused(ExchangeKind kind)
    {
        var path = kind == ExchangeKind.File ? "" : Ncii;
        _ = _server.On(path, "304 Not Modified", "ETag: \"v1\"", []);

        AssertFault(kind, ExchangeFault.Content, "nothing has changed (304), and was not asked");
    }

    private static (string Path, string Page) PageOf(ExchangeKind kind) => kind switch
    {
        ExchangeKind.Ncmec => (NcmecRange, NcmecPage),
        ExchangeKind.StopNcii => (Ncii, """{"count":0,"nextSetTimestamp":20,"hashRecords":[]}"""),
        ExchangeKind.Tcap => ("api/hash-list/", """{"count":0,"next":null,"checkpoint":"1,2","results":[]}"""),
        _ => (ThreatUpdates, """{"data":[]}"""),
    };

    private void AssertFault(ExchangeKind kind, ExchangeFault fault, string why) =>
        Assert.That(async () => await FetchAsync(kind), ExchangeRun.Throws(fault, why));

    private async Task<List<string>> FetchAsync(ExchangeKind kind) =>
        [.. (await ExchangeRun.ReadAsync(_server, _clock, kind)).Select(page => page.Text)];
}
