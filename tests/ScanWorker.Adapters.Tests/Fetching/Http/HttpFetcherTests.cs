using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Http;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;
using ScanWorker.Testing.Content;

namespace ScanWorker.Adapters.Tests.Fetching.Http;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HttpFetcherTests
{
    private readonly TestHttpServer _server = new();
    private readonly SteppingClock _clock = new();
    private readonly BlockPool _pool = new(1 << 20);
    private readonly MemoryBudget _budget = new(1 << 20);
    private readonly byte[] _bytes = ContentBytes.Some(50_000);
    private HttpFetcher? _fetcher;

    [TearDown]
    public async Task TearDown()
    {
        _fetcher?.Dispose();
        await _server.DisposeAsync();
        Assert.That((_budget.UsedBytes, _pool.LentBytes), Is.EqualTo((0L, 0L)));
    }

    [TestCase("204 No Content", UnscannableCode.Empty)]
    [TestCase("400 Bad Request", UnscannableCode.FetchFailed)]
    [TestCase("401 Unauthorized", UnscannableCode.AccessDenied)]
    [TestCase("403 Forbidden", UnscannableCode.AccessDenied)]
    [TestCase("404 Not Found", UnscannableCode.NotFound)]
    [TestCase("410 Gone", UnscannableCode.NotFound)]
    [TestCase("304 Not Modified", UnscannableCode.FetchFailed)]
    [TestCase("302 Found", UnscannableCode.FetchFailed)]
    public async Task FetchAsync_AnswerThatIsFinal_IsUnscannable(string status, UnscannableCode expected)
    {
        var location = _server.On("object", status, "Content-Length: 0", []);

        Assert.That(await FetchAsync(location), Is.EqualTo(expected));
    }

    [TestCase("408 Request Timeout")]
    [TestCase("429 Too Many Requests")]
    [TestCase("500 Internal Server Error")]
    [TestCase("503 Service Unavailable")]
    public void FetchAsync_AnswerThatMayChange_IsAFailedAttempt(string status)
    {
        var location = _server.On("object", status, "Content-Length: 0", []);

        Assert.That(async () => await FetchAsync(location), Throws.InstanceOf<ContentUnavailableException>());
    }

    [Test]
    public async Task FetchAsync_ChunkedBody_IsReadToItsEnd()
    {
        byte[] chunked =
        [
            .. Encoding.ASCII.GetBytes("C350\r\n"), .. _bytes, .. Encoding.ASCII.GetBytes("\r\n0\r\n\r\n"),
        ];
        var location = _server.On("object", "200 OK", "Transfer-Encoding: chunked", chunked);

        Assert.That(await FetchAsync(location), Is.Null);
    }

    [Test]
    public async Task FetchAsync_BodyWithoutEnd_IsTooLargeAtTheLimit()
    {
        var location = _server.On("object", async (stream, stopping) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), stopping);
            while (!stopping.IsCancellationRequested)
            {
                await stream.WriteAsync(_bytes, stopping);
            }
        });

        Assert.That(await FetchAsync(location), Is.EqualTo(UnscannableCode.ContentTooLarge));
    }

    [Test]
    public void FetchAsync_BodyCutShort_IsAFailedAttempt()
    {
        var location = _server.On("object", "200 OK", $"Content-Length: {_bytes.Length + 1}", _bytes);

        Assert.That(async () => await FetchAsync(location), Throws.InstanceOf<ContentUnavailableException>());
    }

    [Test]
    public async Task FetchAsync_DeclaredLengthBeyondTheLimit_IsTooLargeWithoutABody()
    {
        var location = _server.On("object", "200 OK", "Content-Length: 10000000000", []);

        Assert.That(await FetchAsync(location), Is.EqualTo(UnscannableCode.ContentTooLarge));
    }

    [Test]
    public async Task FetchAsync_CompressedBody_IsTakenAsItIs()
    {
        var headers = $"Content-Encoding: gzip\r\nContent-Length: {_bytes.Length}";
        var location = _server.On("object", "200 OK", headers, _bytes);

        Assert.That(await FetchAsync(location), Is.Null);
        var request = _server.Requests.Single();
        Assert.That(request, Does.Contain("Accept-Encoding: identity").And.Not.Contain("traceparent"));
    }

    [Test]
    public void FetchAsync_AnswerThatIsNotHttp_IsAFailedAttempt()
    {
        var location = _server.On("object", async (stream, stopping) =>
            await stream.WriteAsync("SSH-2.0-OpenSSH\r\n\r\n"u8.ToArray(), stopping));

        Assert.That(async () => await FetchAsync(location), Throws.InstanceOf<ContentUnavailableException>());
    }

    [Test]
    public void FetchAsync_HeaderWithoutEnd_IsAFailedAttempt()
    {
        var location = _server.On("object", async (stream, stopping) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), stopping);
            while (!stopping.IsCancellationRequested)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"X-More: {new string('a', 100)}\r\n"), stopping);
            }
        });

        Assert.That(async () => await FetchAsync(location), Throws.InstanceOf<ContentUnavailableException>());
    }

    [Test]
    public async Task FetchAsync_NoHeaderInTime_IsAFailedAttempt()
    {
        var location = _server.On("object", async (_, stopping) =>
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping));

        var fetching = FetchAsync(location);
        await _server.Asked;
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.That(async () => await fetching, Throws.InstanceOf<ContentUnavailableException>());
    }

    [Test]
    public async Task FetchAsync_BodyThatTrickles_IsAFailedAttemptAfterAWindow()
    {
        var location = _server.OnStall("object", _bytes, afterBytes: 1000);

        var fetching = FetchAsync(location);
        var header = await _clock.NextTimerAsync();
        var window = await _clock.PassNextTimerAsync();

        Assert.That(async () => await fetching, Throws.InstanceOf<ContentUnavailableException>());
        Assert.That((header, window), Is.EqualTo((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2))));
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    [TestCase(307)]
    [TestCase(308)]
    public async Task FetchAsync_RedirectToAnAllowedHost_IsFollowed(int status)
    {
        _ = _server.OnContent("there", _bytes);
        var location = _server.On("here", $"{status} Elsewhere", "Location: /there\r\nContent-Length: 0", []);

        Assert.That(await FetchAsync(location), Is.Null);
    }

    [TestCase("http://elsewhere.example/object")]
    [TestCase("http://169.254.169.254/latest/meta-data/")]
    [TestCase("http://127.0.0.1/object")]
    [TestCase("http://user:secret@{0}/object")]
    [TestCase("file:///etc/hostname")]
    [TestCase("ftp://{0}/object")]
    public async Task FetchAsync_RedirectElsewhere_IsNotAllowed(string target)
    {
        var there = string.Format(target, $"127.0.0.1:{_server.Port}");
        var location = _server.On("here", "302 Found", $"Location: {there}\r\nContent-Length: 0", []);

        Assert.That(await FetchAsync(location), Is.EqualTo(UnscannableCode.LocationNotAllowed));
        Assert.That(_server.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task FetchAsync_RedirectsInACircle_EndAtTheLimit()
    {
        var location = _server.On("here", "302 Found", "Location: /here\r\nContent-Length: 0", []);

        Assert.That(await FetchAsync(location), Is.EqualTo(UnscannableCode.FetchFailed));
        Assert.That(_server.Requests, Has.Count.EqualTo(4));
    }

    [TestCase("169.254.169.254")]
    [TestCase("fe80::1")]
    [TestCase("::ffff:169.254.169.254")]
    public async Task FetchAsync_AllowedNameThatLeadsToARefusedAddress_IsNotAllowed(string address)
    {
        var location = new Uri("http://store.example/object");

        var outcome = await FetchAsync(location, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]));

        Assert.That(outcome, Is.EqualTo(UnscannableCode.LocationNotAllowed));
    }

    [Test]
    public async Task FetchAsync_NameWithAGoodAndARefusedAddress_ConnectsToTheGoodOne()
    {
        _ = _server.OnContent("object", _bytes);
        var location = new Uri($"http://store.example:{_server.Port}/object");

        var outcome = await FetchAsync(
            location, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254"), IPAddress.Loopback]));

        Assert.That(outcome, Is.Null);
    }

    [Test]
    public void FetchAsync_NameThatIsNotKnown_IsAFailedAttempt() =>
        Assert.That(
            async () => await FetchAsync(
                new Uri("http://store.example/object"),
                (_, _) => Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException(11001))),
            Throws.InstanceOf<ContentUnavailableException>());

    [TestCase("//[")]
    [TestCase("http://\u05d0a/")]
    [TestCase("http://a:99999/")]
    public async Task FetchAsync_RedirectToNoAddress_IsUnscannable(string there)
    {
        var location = _server.On("here", "302 Found", $"Location: {there}\r\nContent-Length: 0", []);

        Assert.That(
            await FetchAsync(location),
            Is.EqualTo(UnscannableCode.FetchFailed).Or.EqualTo(UnscannableCode.LocationNotAllowed));
    }

    private async Task<UnscannableCode?> FetchAsync(
        Uri location, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        var options = new HttpFetcherOptions
        {
            HttpHosts = [$"127.0.0.1:{_server.Port}", "store.example", $"store.example:{_server.Port}"],
        };
        _fetcher = new HttpFetcher(Options.Create(options), _clock, resolve ?? Dns.GetHostAddressesAsync);
        var outcome = await _fetcher.FetchAsync(
            location, ContentBytes.Limits(_pool, _budget, bytesMax: 100_000), CancellationToken.None);
        if (!outcome.TryGet(out var content))
        {
            return outcome.Reason.Code;
        }

        using (content)
        {
            Assert.That(content.Bytes.ToArray(), Is.EqualTo(_bytes));
        }

        return null;
    }
}
