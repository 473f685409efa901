using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Http;
using ScanWorker.Adapters.Fetching.Transfers;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Fetching.Http;

/// <summary>The HTTP fetcher with a server that it may ask.</summary>
internal sealed class HttpFetcherUnderTest : FetcherUnderTest
{
    private readonly TestHttpServer _server = new();
    private readonly int _unusedPort = FreePorts.Next();
    private readonly HttpFetcher _fetcher;

    public HttpFetcherUnderTest()
    {
        var options = new HttpFetcherOptions
        {
            HttpHosts = [$"127.0.0.1:{_server.Port}", $"127.0.0.1:{_unusedPort}"],
            Http = new TransferOptions { WindowBytesMin = 0, HeaderTimeout = TimeSpan.FromMinutes(1) },
        };
        _fetcher = new HttpFetcher(Options.Create(options), TimeProvider.System);
    }

    public override IContentFetcher Fetcher => _fetcher;

    public override Uri Missing => _server.On("missing", "404 Not Found", "Content-Length: 0", []);

    public override Uri Denied => _server.On("denied", "403 Forbidden", "Content-Length: 0", []);

    public override Uri NotAllowed => new($"http://localhost:{_server.Port}/object");

    public override Uri Unavailable => new($"http://127.0.0.1:{_unusedPort}/object");

    public override Uri Put(byte[] content) => _server.OnContent("object", content);

    public override Uri PutStalling(byte[] content) => _server.OnStall("object", content, content.Length / 2);

    public override async ValueTask DisposeAsync()
    {
        _fetcher.Dispose();
        await _server.DisposeAsync();
    }
}
