using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>The worker's own copy of the last good hash set: what it starts from when the store is away.</summary>
/// <remarks>Used by one caller at a time. It believes nothing: whoever reads checks digests and signature.</remarks>
public interface IHashSetSnapshots
{
    /// <returns>The manifest kept last, or null when there is none.</returns>
    /// <exception cref="HashSetRefusedException">There is one, and it cannot be read.</exception>
    ReadOnlyMemory<byte>? ReadManifest(string set);

    /// <summary>Opens a segment that was kept.</summary>
    /// <returns>The segment, its digest not checked yet, or null when it is not there whole.</returns>
    /// <exception cref="HashSetSnapshotException">It is there, and cannot be read.</exception>
    Segment? OpenSegment(string set, SegmentFacts segment);

    /// <summary>Opens the index that was saved last.</summary>
    /// <returns>The index, its bytes not checked yet, or null when there is none that can be opened.</returns>
    HashIndex? OpenIndex(string set);

    /// <summary>
    /// Saves an index with its search tables, so that the next start has nothing to build. Replaces the one before.
    /// </summary>
    /// <exception cref="HashSetSnapshotException">There is no room, or the place cannot be written; the one before
    /// stays.</exception>
    void SaveIndex(string set, HashIndex index);

    /// <summary>Starts to take in a segment. Dispose of the draft in any case.</summary>
    /// <exception cref="HashSetSnapshotException">There is no room, or the place cannot be written.</exception>
    ISegmentDraft DraftSegment(string set, SegmentFacts segment);

    /// <summary>
    /// The highest version that was ever kept here, also when its copy is gone; 0 when there was none.
    /// </summary>
    long ReadMark(string set);

    /// <summary>Makes a version the one to start from, and lets go of the segments that it does not name.</summary>
    /// <exception cref="HashSetSnapshotException">There is no room, or the place cannot be written; the copy before
    /// stays.</exception>
    void Keep(SealedManifest manifest);
}

/// <summary>A segment that is arriving. Disposed of before it is finished, it leaves nothing.</summary>
public interface ISegmentDraft : IDisposable
{
    /// <exception cref="HashSetSnapshotException">There is no room.</exception>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Call once all bytes are there and proven: makes the segment one that <see cref="IHashSetSnapshots.OpenSegment"/>
    /// finds.
    /// </summary>
    /// <exception cref="HashSetSnapshotException">There is no room.</exception>
    /// <exception cref="SegmentException">The bytes are no segment.</exception>
    Segment Finish();
}

/// <summary>The worker's own copy cannot be written, or not be read. Scanning goes on from memory.</summary>
public sealed class HashSetSnapshotException(string message, Exception? cause = null) : Exception(message, cause);
