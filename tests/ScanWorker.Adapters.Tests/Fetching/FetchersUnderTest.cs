using ScanWorker.Adapters.Tests.Fetching.Files;
using ScanWorker.Adapters.Tests.Fetching.Http;
using ScanWorker.Adapters.Tests.Fetching.S3;

namespace ScanWorker.Adapters.Tests.Fetching;

/// <summary>Every fetcher that there is, and the fake one: whoever tests against the fake must be able to trust
/// it.</summary>
internal static class FetchersUnderTest
{
    public static IEnumerable<FetcherCase> All { get; } =
    [
        new("fake", "fake", () => new FakeFetcherUnderTest()),
        new("file", "file", () => new FileFetcherUnderTest()),
        new("http", "http", () => new HttpFetcherUnderTest()),
        new("s3", "s3", () => new S3FetcherUnderTest()),
        .. S3Proxy.Home is null ? (FetcherCase[])[] : [new("s3 on S3Proxy", "s3", () => new S3ProxyUnderTest())],
    ];
}
