using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>A store that lets something happen before a chunk is read.</summary>
internal sealed class InterruptedStore(IHashSetStore store) : IHashSetStore
{
    private int _chunksLeft = -1;
    private Action _interruption = static () => { };

    /// <param name="chunk">Counted from 1, from now on.</param>
    public void BeforeChunk(int chunk, Action interruption) => (_chunksLeft, _interruption) = (chunk, interruption);

    public ValueTask<long?> ReadHeadAsync(string set, CancellationToken cancellation) =>
        store.ReadHeadAsync(set, cancellation);

    public ValueTask<ReadOnlyMemory<byte>?> ReadManifestAsync(string set, long version,
        CancellationToken cancellation) =>
        store.ReadManifestAsync(set, version, cancellation);

    public ValueTask<int> ReadChunkAsync(
        string set, string segmentId, int index, Memory<byte> destination, CancellationToken cancellation)
    {
        if (--_chunksLeft == 0)
        {
            _interruption();
        }

        return store.ReadChunkAsync(set, segmentId, index, destination, cancellation);
    }

    public Task WaitForAnnouncementAsync(string set, CancellationToken cancellation) =>
        store.WaitForAnnouncementAsync(set, cancellation);

    public ValueTask<long> PublishAsync(HashSetPublication publication, long? expectedHead,
        CancellationToken cancellation) =>
        store.PublishAsync(publication, expectedHead, cancellation);
}
