using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Adapters.Tests.WorkingSets;

/// <summary>A store whose first publishes fail, before or after they have been done.</summary>
internal sealed class FlakyStore(IHashSetStore store) : IHashSetStore
{
    public int FailuresLeft { get; set; }

    /// <summary>The publish is done, and only its answer is lost.</summary>
    public bool FailsAfterwards { get; init; }

    public ValueTask<long?> ReadHeadAsync(string set, CancellationToken cancellation) =>
        store.ReadHeadAsync(set, cancellation);

    public ValueTask<ReadOnlyMemory<byte>?> ReadManifestAsync(string set, long version,
        CancellationToken cancellation) =>
        store.ReadManifestAsync(set, version, cancellation);

    public ValueTask<int> ReadChunkAsync(
        string set, string segmentId, int index, Memory<byte> destination, CancellationToken cancellation) =>
        store.ReadChunkAsync(set, segmentId, index, destination, cancellation);

    public Task WaitForAnnouncementAsync(string set, CancellationToken cancellation) =>
        store.WaitForAnnouncementAsync(set, cancellation);

    public async ValueTask<long> PublishAsync(HashSetPublication publication, long? expectedHead,
        CancellationToken cancellation)
    {
        if (FailuresLeft-- <= 0)
        {
            return await store.PublishAsync(publication, expectedHead, cancellation);
        }

        if (FailsAfterwards)
        {
            _ = await store.PublishAsync(publication, expectedHead, cancellation);
        }

        throw new HashSetStoreUnavailableException("The connection broke.");
    }
}
