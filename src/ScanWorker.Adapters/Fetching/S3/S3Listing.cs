using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3.Model;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Adapters.Fetching.S3;

/// <summary>The objects of a bucket below a prefix, as <c>s3://</c> locations that the fetcher reads.</summary>
/// <param name="settings">Valid; the bucket need not be one that content is fetched from.</param>
/// <param name="bucket">Its name.</param>
/// <param name="prefix">With which keys begin; empty for all.</param>
internal sealed class S3Listing(S3FetcherOptions settings, string bucket, string prefix)
{
    private const int KeysMax = 1000; // As many as the API gives in one answer.

    /// <summary>Keys with their locations, in the store's own order: that of their UTF-8 bytes.</summary>
    /// <param name="after">Only keys behind this one; null for all.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <exception cref="SourceUnavailableException">The store does not answer, or refuses to list.</exception>
    public async IAsyncEnumerable<(string Key, string Location)> ReadAsync(
        string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var client = S3Fetcher.Connect(settings, retriesMax: 3);
        var request = new ListObjectsV2Request
        {
            BucketName = bucket,
            Prefix = prefix,
            StartAfter = after,
            MaxKeys = KeysMax,
        };
        do
        {
            ListObjectsV2Response page;
            try
            {
                page = await client.ListObjectsV2Async(request, cancellation);
            }
            catch (Exception failure) when (
                failure is AmazonServiceException or AmazonClientException or HttpRequestException or IOException)
            {
                var code = (failure as AmazonServiceException)?.ErrorCode ?? failure.GetType().Name;
                throw new SourceUnavailableException($"Bucket '{bucket}' cannot be listed ({code}).", failure);
            }

            // An empty object that ends so is how tools draw a folder.
            foreach (var found in (page.S3Objects ?? []).Where(found => found.Size > 0 || !found.Key.EndsWith('/')))
            {
                yield return (found.Key, LocationOf(found.Key));
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    private string LocationOf(string key) => $"s3://{bucket}/{ContentSchemes.EscapePath(key)}";
}
