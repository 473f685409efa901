using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.HashSets.Leases;

namespace ScanWorker.Pipeline.HashSets;

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
    /// <exception cref="PublisherLeaseLostException">Its lease has ended; nothing is changed.</exception>
    ValueTask<long> PublishAsync(HashSetPublication publication, long? expectedHead, CancellationToken cancellation);
}

/// <summary>A version to be published.</summary>
/// <param name="Manifest">Sealed, signed or not.</param>
/// <param name="OpenSegment">Opens a segment that the manifest names: asked only for those that the store
/// lacks.</param>
public sealed record HashSetPublication(SealedManifest Manifest, Func<SegmentFacts, Segment> OpenSegment)
{
    /// <summary>Publish only while this lease lasts; null: whoever moves head first wins.</summary>
    public PublisherLease? Lease { get; init; }
}

/// <summary>How a segment is cut for the store: part of the contract with every other reader of it.</summary>
public static class HashSetLayout
{
    /// <summary>
    /// Chunk <c>k</c> of a segment holds the bytes from <c>k</c> times this; only the last is shorter.
    /// </summary>
    public const int ChunkBytes = 1 << 20;

    public static int ChunkCount(long lengthBytes) => checked((int)((lengthBytes + ChunkBytes - 1) / ChunkBytes));

    /// <summary>How many bytes chunk <paramref name="index"/> of a segment has.</summary>
    public static int ChunkLength(long lengthBytes, int index) =>
        (int)Math.Min(ChunkBytes, lengthBytes - ((long)index * ChunkBytes));
}

/// <summary>Somebody else published first: head is not where the publisher saw it.</summary>
public sealed class HashSetConflictException(string message, long? head) : Exception(message)
{
    /// <summary>Where head is now; null when there is none or it was not read.</summary>
    public long? Head { get; } = head;
}

/// <summary>The store of hash sets does not answer. It may later; what is live stays live.</summary>
public sealed class HashSetStoreUnavailableException(string message, Exception? cause = null)
    : Exception(message, cause);
