using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ScanWorker.Adapters.Exchanges.Pages;
using ScanWorker.Adapters.Fetching.S3;
using ScanWorker.Adapters.Fetching.Transfers;
using S3Location = ScanWorker.Adapters.Fetching.S3.S3Location;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>A list as an object in a bucket, by the S3 API.</summary>
internal sealed class BucketFile(
    S3Location place, ExchangeRetry retry, ExchangeSecrets secrets, ExchangeOptions options)
{
    /// <inheritdoc cref="FileExchange.Download"/>
    public async Task<(Stream? File, string? Tag)> DownloadAsync(string? knownTag, CancellationToken cancellation)
    {
        using var client = S3Fetcher.Connect(new S3FetcherOptions
        {
            ServiceUrl = options.ServiceUrl.Length == 0 ? null : options.ServiceUrl,
            Region = options.Region,
            AccessKey = secrets.User,
            SecretKey = secrets.User.Length == 0 ? null : secrets.Secret(),
            Transfer = new TransferOptions(),
        });
        return await retry.RunAsync(token => AskAsync(client, knownTag, token), cancellation);
    }

    private async Task<(Stream? File, string? Tag)> AskAsync(
        AmazonS3Client client, string? knownTag, CancellationToken cancellation)
    {
        var request = new GetObjectRequest { BucketName = place.Bucket, Key = place.Key, EtagToNotMatch = knownTag };
        try
        {
            using var answer = await client.GetObjectAsync(request, cancellation);
            return (await SaveAsync(answer, cancellation), answer.ETag);
        }
        catch (AmazonServiceException answer) when (
            answer.StatusCode == HttpStatusCode.NotModified && knownTag is not null)
        {
            return (null, knownTag);
        }
        catch (AmazonServiceException refusal)
        {
            throw Told(refusal);
        }
        catch (AmazonClientException problem)
        {
            throw problem.InnerException is HttpRequestException or IOException
                ? new BusyException("The object store does not answer, or its answer is cut off.", null, problem)
                : new ExchangeException(
                    ExchangeFault.Credentials, "There are no credentials for the object store.", problem);
        }
    }

    // The client compares the bytes with the entity tag where that is their MD5.
    private static async Task<Stream> SaveAsync(GetObjectResponse answer, CancellationToken cancellation)
    {
        try
        {
            return await Download.FileAsync(answer.ResponseStream, cancellation);
        }
        catch (AmazonClientException problem)
        {
            throw new BusyException("The object store's answer is damaged or cut off.", null, problem);
        }
    }

    private static Exception Told(AmazonServiceException refusal)
    {
        var what = $"{(int)refusal.StatusCode}, {refusal.ErrorCode}";
        return refusal.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ExchangeException(
                ExchangeFault.Credentials, $"The object store rejects the credentials ({what}).", refusal),
            HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError =>
                new BusyException($"The object store is too busy or broken ({what}).", null, refusal),
            0 => new BusyException("The object store does not answer.", null, refusal),
            _ => new ExchangeException(
                ExchangeFault.Content, $"The object store refuses the request ({what}).", refusal),
        };
    }
}
