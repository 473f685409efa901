using ScanWorker.Adapters.Tests.Fetching.Files;
using ScanWorker.Adapters.Tests.Fetching.Http;

namespace ScanWorker.Adapters.Tests.Fetching;

/// <summary>Every fetcher that there is, and the fake one: whoever tests against the fake must be able to trust
/// it.</summary>
internal static class FetchersUnderTest
{
    public static IEnumerable<FetcherCase> All { get; } =
    [
        new("fake", () => new FakeFetcherUnderTest()),
        new("file", () => new FileFetcherUnderTest()),
        new("http", () => new HttpFetcherUnderTest()),
    ];
}
