using System.Text;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.S3;
using ScanWorker.Adapters.Fetching.Transfers;
using ScanWorker.Adapters.Tests.Fetching.Http;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Fetching.S3;

/// <summary>The S3 fetcher with a server that answers as S3 does, and that can also stall and be away.</summary>
internal sealed class S3FetcherUnderTest : FetcherUnderTest
{
    private readonly TestHttpServer _server = new();
    private readonly S3Fetcher _fetcher;
    private S3Fetcher? _away;

    public S3FetcherUnderTest() => _fetcher = Fetch(_server.Port);

    public override IContentFetcher Fetcher => _away ?? _fetcher;

    public override Uri Missing => On("missing", "404 Not Found", "NoSuchKey");

    public override Uri Denied => On("denied", "403 Forbidden", "AccessDenied");

    public override Uri NotAllowed => new("s3://another-bucket/object");

    public override Uri Unavailable
    {
        get
        {
            _away = Fetch(FreePorts.Next());
            return new Uri("s3://bucket/object");
        }
    }

    public override Uri Put(byte[] content)
    {
        _ = _server.OnContent("bucket/object", content);
        return new Uri("s3://bucket/object");
    }

    public override Uri PutStalling(byte[] content)
    {
        _ = _server.OnStall("bucket/object", content, content.Length / 2);
        return new Uri("s3://bucket/object");
    }

    public Uri On(string key, string status, string code)
    {
        var body = Encoding.UTF8.GetBytes($"<Error><Code>{code}</Code><Message>{code}</Message></Error>");
        var headers = $"Content-Type: application/xml\r\nContent-Length: {body.Length}";
        _ = _server.On($"bucket/{key}", status, headers, body);
        return new Uri($"s3://bucket/{key}");
    }

    public override async ValueTask DisposeAsync()
    {
        _fetcher.Dispose();
        _away?.Dispose();
        await _server.DisposeAsync();
    }

    private static S3Fetcher Fetch(int port) => new(
        Options.Create(new S3FetcherOptions
        {
            Buckets = ["bucket"],
            ServiceUrl = $"http://127.0.0.1:{port}",
            AccessKey = "key",
            SecretKey = "secret",
            Transfer = new TransferOptions { WindowBytesMin = 0, HeaderTimeout = TimeSpan.FromMinutes(1) },
        }),
        TimeProvider.System);
}
