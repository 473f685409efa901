using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.S3;
using ScanWorker.Adapters.Fetching.Transfers;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Tests.Fetching.S3;

/// <summary>The S3 fetcher with a bucket of its own on a real S3 API.</summary>
internal sealed class S3ProxyUnderTest : FetcherUnderTest
{
    private readonly string _bucket = $"bucket-{Guid.NewGuid():N}";
    private readonly AmazonS3Client _owner;
    private readonly S3Fetcher _fetcher;
    private readonly S3Fetcher _stranger;

    public S3ProxyUnderTest()
    {
        var address = S3Proxy.Shared.Value.Address;
        var config = new AmazonS3Config
        {
            ServiceURL = address,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            // S3Proxy knows no trailing checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        };
        _owner = new AmazonS3Client(new BasicAWSCredentials(S3Proxy.AccessKey, S3Proxy.SecretKey), config);
        _owner.PutBucketAsync(_bucket).GetAwaiter().GetResult();
        _fetcher = Fetch(address, S3Proxy.SecretKey);
        _stranger = Fetch(address, "another-secret");
    }

    public override IContentFetcher Fetcher => AsStranger ? _stranger : _fetcher;

    public override Uri Missing => new($"s3://{_bucket}/missing");

    public override Uri Denied
    {
        get
        {
            AsStranger = true;
            return Put([1]);
        }
    }

    public override Uri NotAllowed => new("s3://another-bucket/object");

    private bool AsStranger { get; set; }

    public override Uri Put(byte[] content)
    {
        using var body = new MemoryStream(content);
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = "folder/an object, ümlauts and 100%",
            InputStream = body,
            UseChunkEncoding = false,
        };
        _owner.PutObjectAsync(request).GetAwaiter().GetResult();
        return new Uri($"s3://{_bucket}/folder/{Uri.EscapeDataString("an object, ümlauts and 100%")}");
    }

    public override ValueTask DisposeAsync()
    {
        _owner.Dispose();
        _fetcher.Dispose();
        _stranger.Dispose();
        return ValueTask.CompletedTask;
    }

    private S3Fetcher Fetch(string address, string secretKey) => new(
        Options.Create(new S3FetcherOptions
        {
            Buckets = [_bucket],
            ServiceUrl = address,
            AccessKey = S3Proxy.AccessKey,
            SecretKey = secretKey,
            Transfer = new TransferOptions { WindowBytesMin = 0, HeaderTimeout = TimeSpan.FromMinutes(1) },
        }),
        TimeProvider.System);
}
