using ScanWorker.Pipeline.Content;
using ScanWorker.Testing.Content;

namespace ScanWorker.Adapters.Tests.Fetching;

/// <summary>The fake store.</summary>
internal sealed class FakeFetcherUnderTest : FetcherUnderTest
{
    private readonly FakeContentFetcher _fetcher = new();

    public override IContentFetcher Fetcher => _fetcher;

    public override Uri Missing => new("fake://store/missing");

    public override Uri Denied
    {
        get
        {
            _fetcher.Answer(UnscannableCode.AccessDenied);
            return Missing;
        }
    }

    public override Uri Unavailable
    {
        get
        {
            _fetcher.FailNext(attempts: 1);
            return Missing;
        }
    }

    public override Uri Put(byte[] content)
    {
        _fetcher.Put("fake://store/object", content);
        return new Uri("fake://store/object");
    }

    public override Uri PutStalling(byte[] content)
    {
        _fetcher.Stall();
        return Put(content);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
