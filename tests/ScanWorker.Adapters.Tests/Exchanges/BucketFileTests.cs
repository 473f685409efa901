using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Tests.Fetching.Http;
using ScanWorker.Adapters.Tests.Fetching.S3;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Exchanges;

/// <summary>A list in a bucket: on a real S3 API where the machine has it, and on one that fails.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BucketFileTests : IAsyncDisposable
{
    private const string Key = "lists/an export, ümlauts and 100%.csv";
    private static readonly string Tag = Convert.ToHexStringLower(MD5.HashData("md5\n"u8));
    private readonly TestHttpServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static IEnumerable<string> Here() => S3Proxy.Home is null ? [] : [S3Proxy.Shared.Value.Address];

    [TestCaseSource(nameof(Here))]
    public async Task Fetch_AnObjectThatChanges_IsFetchedOnceForEachEntityTag(string address)
    {
        var bucket = $"bucket-{Guid.NewGuid():N}";
        using var owner = OwnerOf(address);
        _ = await owner.PutBucketAsync(bucket);
        await PutAsync(owner, bucket, "md5\n");
        var options = OptionsOf(address, $"s3://{bucket}/lists/{Uri.EscapeDataString(Key["lists/".Length..])}");

        var (first, tag) = await FetchAsync(options, null);
        var (again, _) = await FetchAsync(options, tag);
        await PutAsync(owner, bucket, "sha256\n");
        var (changed, newTag) = await FetchAsync(options, tag);

        Assert.That((first.Single(), changed.Single()), Is.EqualTo(("md5\n", "sha256\n")));
        Assert.That(again, Is.Empty, "It is the one that is here.");
        Assert.That(newTag, Is.Not.Null.And.Not.EqualTo(tag));
    }

    [TestCaseSource(nameof(Here))]
    public void Fetch_WhatIsNotThereOrNotOurs_IsTold(string address)
    {
        AssertFault(OptionsOf(address, "s3://no-such-bucket/list.csv"), ExchangeFault.Content, "404, NoSuchBucket");
        var stranger = OptionsOf(address, "s3://no-such-bucket/list.csv");
        stranger.Secret = "another secret";
        AssertFault(stranger, ExchangeFault.Credentials, "rejects the credentials (403");
    }

    [Test]
    public async Task Fetch_StoreThatIsBusyThenDamagesThenCutsOff_IsAskedAgain()
    {
        var asked = 0;
        _ = _server.On("bucket/list.csv", async (stream, stopping) =>
        {
            var header = $"Connection: close\r\nETag: \"{Tag}\"\r\n";
            var answer = Interlocked.Increment(ref asked) switch
            {
                1 => $"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n{header}\r\n",
                2 => $"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n{header}\r\nmd4\n",
                3 => $"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n{header}\r\nmd",
                _ => $"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n{header}\r\nmd5\n",
            };
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stopping);
        });

        var options = OptionsOf($"http://127.0.0.1:{_server.Port}", "s3://bucket/list.csv");
        var (pages, tag) = await FetchAsync(options, null);

        Assert.That((pages.Single(), tag, asked), Is.EqualTo(("md5\n", $"\"{Tag}\"", 4)));
        Assert.That(_server.Requests, Has.All.Contains("Authorization: AWS4-HMAC-SHA256"));
    }

    [TestCase("500 Internal Server Error", ExchangeFault.Unavailable, "too busy or broken (500")]
    [TestCase("301 Moved Permanently", ExchangeFault.Content, "refuses the request (301")]
    [TestCase("304 Not Modified", ExchangeFault.Content, "refuses the request (304")]
    public void Fetch_Fault_IsToldAndNothingIsTaken(string status, ExchangeFault fault, string why)
    {
        _ = _server.On("bucket/list.csv", status, "Content-Length: 0", []);

        AssertFault(OptionsOf($"http://127.0.0.1:{_server.Port}", "s3://bucket/list.csv"), fault, why);
    }

    [Test]
    public void Fetch_NobodyThere_IsUnavailable() => AssertFault(
        OptionsOf($"http://127.0.0.1:{FreePorts.Next()}", "s3://bucket/list.csv"), ExchangeFault.Unavailable,
        "does not answer");

    [TestCase("s3://bucket/key", "", "", "", ExchangeKind.File, null)]
    [TestCase("s3://bucket/key", "https://store.example", "user", "secret", ExchangeKind.File, null)]
    [TestCase("s3://bucket", "", "", "", ExchangeKind.File, "Location must be")]
    [TestCase("s3://bucket/key", "http://store.example", "", "", ExchangeKind.File, "ServiceUrl must be")]
    [TestCase("s3://bucket/key", "", "user", "", ExchangeKind.File, "two halves")]
    [TestCase("s3://bucket/key", "", "", "secret", ExchangeKind.File, "two halves")]
    [TestCase("s3://bucket/key", "", "", "", ExchangeKind.Ncmec, "only a file")]
    public void Validate_ALocationInABucket_IsCheckedInFull(
        string location, string serviceUrl, string user, string secret, ExchangeKind kind, string? problem)
    {
        var options = new ExchangesOptions();
        options.Sources["partner"] = new ExchangeOptions
        {
            Kind = kind,
            Bank = "b",
            Location = location,
            ServiceUrl = serviceUrl,
            User = user,
            Secret = secret,
        };

        var result = new ExchangesOptionsValidator().Validate(null, options);

        Assert.That(result.Failed, Is.EqualTo(problem is not null), result.FailureMessage);
        Assert.That(result.FailureMessage ?? "", Does.Contain(problem ?? ""));
    }

    private static AmazonS3Client OwnerOf(string address) => new(
        new BasicAWSCredentials(S3Proxy.AccessKey, S3Proxy.SecretKey),
        new AmazonS3Config
        {
            ServiceURL = address,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            // S3Proxy knows no trailing checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        });

    private static async Task PutAsync(AmazonS3Client owner, string bucket, string text)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(text));
        _ = await owner.PutObjectAsync(new PutObjectRequest
        {
            BucketName = bucket,
            Key = Key,
            InputStream = body,
            UseChunkEncoding = false,
        });
    }

    private static ExchangeOptions OptionsOf(string address, string location) => new()
    {
        Bank = "b",
        Location = location,
        ServiceUrl = address,
        User = S3Proxy.AccessKey,
        Secret = S3Proxy.SecretKey,
        Pause = TimeSpan.Zero,
    };

    private static void AssertFault(ExchangeOptions options, ExchangeFault fault, string why) => Assert.That(
        async () => await FetchAsync(options, null),
        Throws.TypeOf<ExchangeException>().With.Property(nameof(ExchangeException.Fault)).EqualTo(fault)
            .And.Message.Contains(why));

    private static async Task<(List<string> Pages, string? Checkpoint)> FetchAsync(
        ExchangeOptions options, string? checkpoint)
    {
        using var http = new ExchangeHttp(options, TimeProvider.System, TimeSpan.FromMilliseconds(1));
        var exchange = Exchange.Of(options, http, TimeProvider.System);
        var pages = new List<string>();
        await foreach (var page in exchange.FetchAsync(checkpoint, null, CancellationToken.None))
        {
            using var reader = new StreamReader(page.Content, Encoding.UTF8, leaveOpen: true);
            pages.Add(await reader.ReadToEndAsync());
            checkpoint = page.Checkpoint;
        }

        return (pages, checkpoint);
    }
}
