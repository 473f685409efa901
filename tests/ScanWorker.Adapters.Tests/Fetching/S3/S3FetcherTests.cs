using ScanWorker.Adapters.Fetching.S3;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing.Content;

namespace ScanWorker.Adapters.Tests.Fetching.S3;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class S3FetcherTests
{
    private readonly S3FetcherUnderTest _store = new();

    [TearDown]
    public async Task TearDown() => await _store.DisposeAsync();

    [TestCase("301 Moved Permanently", "PermanentRedirect", UnscannableCode.FetchFailed)]
    [TestCase("400 Bad Request", "InvalidRequest", UnscannableCode.FetchFailed)]
    [TestCase("403 Forbidden", "SignatureDoesNotMatch", UnscannableCode.AccessDenied)]
    [TestCase("404 Not Found", "NoSuchBucket", UnscannableCode.NotFound)]
    public async Task FetchAsync_AnswerThatIsFinal_IsUnscannable(string status, string code, UnscannableCode expected)
    {
        var outcome = await FetchAsync(_store.On("object", status, code));

        Assert.That(outcome.Reason.Code, Is.EqualTo(expected));
    }

    [TestCase("429 Too Many Requests", "TooManyRequests")]
    [TestCase("500 Internal Server Error", "InternalError")]
    [TestCase("503 Service Unavailable", "SlowDown")]
    public void FetchAsync_AnswerThatMayChange_IsOneFailedAttempt(string status, string code)
    {
        var location = _store.On("object", status, code);

        Assert.That(async () => await FetchAsync(location), Throws.InstanceOf<ContentUnavailableException>());
    }

    [TestCase("s3://bucket")]
    [TestCase("s3://bucket/")]
    [TestCase("s3:///key")]
    [TestCase("s3://bucket/key?versionId=1")]
    [TestCase("s3://bucket/key%00")]
    [TestCase("s3://bucket/a/../b")]
    [TestCase("s3://bucket/..")]
    [TestCase("s3://bucket/%2e%2e/other/key")]
    [TestCase("s3://bucket/a/./b")]
    [TestCase("s3://bucket/a%2F..%2Fb")]
    public async Task FetchAsync_LocationWithoutAnObject_IsInvalid(string location)
    {
        var outcome = await FetchAsync(new Uri(location));

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.LocationInvalid));
    }

    [TestCase("s3://bucket//a//b/", "/a//b/")]
    [TestCase("S3://bucket/a%20b%2Fc", "a b/c")]
    public void TryParse_Key_IsTakenAsWritten(string location, string key)
    {
        Assert.That(S3Location.TryParse(new Uri(location), out var place), Is.True);

        Assert.That(place, Is.EqualTo(new S3Location("bucket", key)));
    }

    [TestCase("key", null)]
    [TestCase(null, "secret")]
    public void Validate_OneKeyWithoutTheOther_IsRefused(string? accessKey, string? secretKey)
    {
        var options = new S3FetcherOptions { AccessKey = accessKey, SecretKey = secretKey };

        Assert.That(new S3KeysValidator().Validate(null, options).Failed, Is.True);
        Assert.That(new S3KeysValidator().Validate(null, new S3FetcherOptions()).Succeeded, Is.True);
    }

    private async Task<Outcome<FetchedContent>> FetchAsync(Uri location)
    {
        using var pool = new BlockPool(1 << 20);
        return await _store.Fetcher.FetchAsync(
            location, ContentBytes.Limits(pool, new MemoryBudget(1 << 20)), CancellationToken.None);
    }
}
