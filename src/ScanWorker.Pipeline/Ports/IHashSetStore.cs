namespace ScanWorker.Pipeline.Ports;

/// <summary>Where published versions of hash sets are, and how a worker hears of a new one.</summary>
/// <remarks>
/// It carries bytes and believes nothing: whoever reads checks digests and signature. Safe for any number of callers.
/// Each member may throw <see cref="HashSetStoreUnavailableException"/>.
/// </remarks>
public interface IHashSetStore
{
    /// <returns>The current version's number, or null when none has been published.</returns>
    ValueTask<long?> ReadHeadAsync(string set, CancellationToken cancellation);

    /// <returns>The manifest's bytes as they were published, or null when there is no such version.</returns>
    ValueTask<ReadOnlyMemory<byte>?> ReadManifestAsync(string set, long version, CancellationToken cancellation);

    /// <summary>Reads one chunk of a segment.</summary>
    /// <param name="set">The set's name.</param>
    /// <param name="segmentId">As the manifest names it.</param>
    /// <param name="index">From 0; <see cref="HashSetLayout"/> says what it holds.</param>
    /// <param name="destination">At least <see cref="HashSetLayout.ChunkBytes"/> long.</param>
    /// <param name="cancellation">Shutdown.</param>
    /// <returns>How many bytes were written; -1 when there is no such chunk or it is longer than a chunk may
    /// be.</returns>
    ValueTask<int> ReadChunkAsync(
        string set, string segmentId, int index, Memory<byte> destination, CancellationToken cancellation);

    /// <summary>
    /// Completes when a new version may be there. A hint only: messages are lost and doubled, so callers poll as well.
    /// </summary>
    Task WaitForAnnouncementAsync(string set, CancellationToken cancellation);

    /// <summary>
    /// Makes a version the current one: segments, then the manifest and head in one step, then the announcement.
    /// </summary>
    /// <param name="publication">What is published.</param>
    /// <param name="expectedHead">The head that the caller saw; null when there was none.</param>
    /// <param name="cancellation">Ends the attempt before head has moved, never half-way.</param>
    /// <returns>How many bytes of segments and manifest were sent: segments that the store already has are not sent
    /// again.</returns>
    /// <exception cref="HashSetConflictException">Another publisher moved head meanwhile; nothing is
    /// changed.</exception>
    ValueTask<long> PublishAsync(HashSetPublication publication, long? expectedHead, CancellationToken cancellation);
}
