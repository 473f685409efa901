using System.Runtime.CompilerServices;
using ScanWorker.Adapters.Fetching.S3;

namespace ScanWorker.Commands.Backfills;

/// <summary>The objects below a prefix of a bucket. A mark is a key, and the store lists what is behind it.</summary>
/// <param name="settings">How the store is reached.</param>
/// <param name="bucket">Its name.</param>
/// <param name="prefix">Empty for the whole bucket.</param>
internal sealed class BucketUploads(S3FetcherOptions settings, string bucket, string prefix) : IPastUploads
{
    private readonly S3Listing _listing = new(settings, bucket, prefix);

    public string Name => $"s3://{bucket}/{prefix}";

    public bool CanBeReadAgain => true;

    public string LeftOutBehind(string mark) => PastUpload.AddedBefore(mark);

    public async IAsyncEnumerable<PastUpload> ReadAsync(
        string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (key, location) in _listing.ReadAsync(after, cancellation))
        {
            yield return PastUpload.At(location, key);
        }
    }
}
