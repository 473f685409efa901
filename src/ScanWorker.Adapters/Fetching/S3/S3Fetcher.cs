using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Transfers;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Fetching.S3;

/// <summary>Fetches objects of configured buckets by the S3 API. It makes one request an attempt: retries are the fetch
/// stage's.</summary>
internal sealed class S3Fetcher : IContentFetcher, IDisposable
{
    private static readonly UnscannableReason OddAnswer = new(UnscannableCode.FetchFailed, "status");

    private readonly HashSet<string> _buckets;
    private readonly TransferOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lazy<AmazonS3Client> _client;

    public S3Fetcher(IOptions<S3FetcherOptions> options, TimeProvider clock)
    {
        var settings = options.Value;
        (_options, _clock) = (settings.Transfer, clock);
        _buckets = settings.Buckets.ToHashSet(StringComparer.Ordinal);
        _client = new Lazy<AmazonS3Client>(() => Connect(settings));
    }

    public IReadOnlyCollection<string> Schemes { get; } = ["s3"];

    public async ValueTask<Outcome<FetchedContent>> FetchAsync(
        Uri location, ContentLimits limits, CancellationToken cancellation)
    {
        if (!S3Location.TryParse(location, out var place))
        {
            return UnscannableCode.LocationInvalid;
        }

        if (!_buckets.Contains(place.Bucket))
        {
            return UnscannableCode.LocationNotAllowed;
        }

        try
        {
            using var answer = await AskAsync(place, cancellation).ConfigureAwait(false);
            await using var body = new PacedStream(answer.ResponseStream, _options, _clock);
            var coding = ContentCodings.Of([answer.Headers.ContentEncoding ?? ""], _options.UnpackRatioMax);
            return await ContentReader.ReadAsync(body, answer.ContentLength, limits, cancellation, coding)
                .ConfigureAwait(false);
        }
        catch (AmazonServiceException refusal) when (Final(refusal.StatusCode) is { } reason)
        {
            return reason;
        }
        catch (Exception failure) when (
            failure is AmazonServiceException or AmazonClientException or HttpRequestException or IOException)
        {
            throw new ContentUnavailableException("The object store failed.", failure);
        }
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    /// <param name="settings">Address, region and keys.</param>
    /// <param name="retriesMax">Requests that the client repeats by itself.</param>
    internal static AmazonS3Client Connect(S3FetcherOptions settings, int retriesMax = 0)
    {
        var config = new AmazonS3Config
        {
            AllowAutoRedirect = false,
            AuthenticationRegion = settings.Region,
            ForcePathStyle = settings.ServiceUrl is not null,
            HttpClientFactory = new S3Transport(settings.Transfer),
            MaxErrorRetry = retriesMax,
            Timeout = Timeout.InfiniteTimeSpan,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.ServiceUrl is { } address)
        {
            config.ServiceURL = address;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }

        return string.IsNullOrEmpty(settings.AccessKey)
            ? new AmazonS3Client(config)
            : new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), config);
    }

    private static UnscannableReason? Final(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => UnscannableCode.NotFound,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => UnscannableCode.AccessDenied,
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => null,
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.InternalServerError => OddAnswer,
        _ => null,
    };

    private async Task<GetObjectResponse> AskAsync(S3Location place, CancellationToken cancellation)
    {
        var request = new GetObjectRequest { BucketName = place.Bucket, Key = place.Key };
        using var patience = new CancellationTokenSource(_options.HeaderTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await _client.Value.GetObjectAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ContentUnavailableException("The object store gave no answer in time.", late);
        }
    }
}

/// <summary>Has the S3 client use the HTTP client of fetchers.</summary>
internal sealed class S3Transport(TransferOptions options) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        TransferClient.Create(options, Dns.GetHostAddressesAsync);
}

/// <summary>A bucket and a key in it.</summary>
internal readonly record struct S3Location(string Bucket, string Key)
{
    private const string Prefix = "s3://";

    /// <summary>Reads <c>s3://bucket/key</c>; the key is percent-encoded, as in every URI. Neither query nor
    /// fragment.</summary>
    /// <remarks>From the text as it was written: a key may hold double slashes that a URI would tidy away. Segments
    /// <c>.</c> and <c>..</c> are refused.</remarks>
    public static bool TryParse(Uri uri, out S3Location location)
    {
        location = default;
        var text = uri.OriginalString;
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || text.AsSpan().ContainsAny('?', '#', '@'))
        {
            return false;
        }

        if (text[Prefix.Length..].Split('/', 2) is not [var bucket, var key])
        {
            return false;
        }

        location = new S3Location(bucket, Uri.UnescapeDataString(key));
        return bucket.Length > 0 && location.Key.Length > 0 && !location.Key.Contains('\0', StringComparison.Ordinal)
            && !HasDotSegment(location.Key);
    }

    // Clients and stores tidy such keys away on the road, each in its own way: the object that is scanned could be
    // another than the one that is shown, and its bucket another than the one that is allowed.
    private static bool HasDotSegment(string key) =>
        key.Split('/', '\\').Any(segment => segment is "." or "..");
}
