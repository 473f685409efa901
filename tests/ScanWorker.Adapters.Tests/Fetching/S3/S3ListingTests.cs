using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ScanWorker.Adapters.Fetching.S3;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Adapters.Tests.Fetching.S3;

/// <summary>Against a real S3 API, where the machine has it.</summary>
[TestFixture]
internal sealed class S3ListingTests
{
    private static readonly string[] Keys = ["past/a", "past/b c%", "past/folder/x#1", "past/z", "present/a"];

    [TestCaseSource(nameof(Here))]
    public async Task Read_ABucket_GivesWhatIsBelowThePrefixAndGoesOnBehindAKey(S3FetcherOptions settings)
    {
        var bucket = $"bucket-{Guid.NewGuid():N}";
        // S3Proxy knows no trailing checksums.
        using var owner = new AmazonS3Client(
            new BasicAWSCredentials(S3Proxy.AccessKey, S3Proxy.SecretKey),
            new AmazonS3Config
            {
                ServiceURL = settings.ServiceUrl,
                ForcePathStyle = true,
                AuthenticationRegion = settings.Region,
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            });
        _ = await owner.PutBucketAsync(bucket);
        foreach (var key in Keys.Append("past/folder/"))
        {
            using var body = new MemoryStream(key.EndsWith('/') ? [] : [1]);
            _ = await owner.PutObjectAsync(new PutObjectRequest
            {
                BucketName = bucket,
                Key = key,
                InputStream = body,
                UseChunkEncoding = false,
            });
        }

        var all = await ReadAsync(new S3Listing(settings, bucket, "past/"), null);
        var rest = await ReadAsync(new S3Listing(settings, bucket, "past/"), "past/b c%");

        Assert.That(all.Select(found => found.Key), Is.EqualTo(Keys.Take(4)));
        Assert.That(all[1].Location, Is.EqualTo($"s3://{bucket}/past/b%20c%25"));
        Assert.That(
            all.Select(found => KeyOf(found.Location)), Is.EqualTo(Keys.Take(4)),
            "The fetcher reads them as they are.");
        Assert.That(rest, Is.EqualTo(all.Skip(2)));
    }

    [TestCaseSource(nameof(Here))]
    public void Read_NoSuchBucket_IsToldInASentence(S3FetcherOptions settings) =>
        Assert.That(
            async () => await ReadAsync(new S3Listing(settings, "no-such-bucket", ""), null),
            Throws.TypeOf<SourceUnavailableException>()
                .With.Message.EqualTo("Bucket 'no-such-bucket' cannot be listed (NoSuchBucket)."));

    private static string KeyOf(string location) =>
        Adapters.Fetching.S3.S3Location.TryParse(new Uri(location), out var place) ? place.Key : "";

    private static IEnumerable<S3FetcherOptions> Here() => S3Proxy.Home is null
        ? []
        :
        [
            new S3FetcherOptions
            {
                ServiceUrl = S3Proxy.Shared.Value.Address,
                AccessKey = S3Proxy.AccessKey,
                SecretKey = S3Proxy.SecretKey,
            },
        ];

    private static async Task<List<(string Key, string Location)>> ReadAsync(S3Listing listing, string? after)
    {
        var found = new List<(string Key, string Location)>();
        await foreach (var one in listing.ReadAsync(after, CancellationToken.None))
        {
            found.Add(one);
        }

        return found;
    }
}
