using ScanWorker.Matching;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.Ports;

/// <summary>The worker's own copy of the last good hash set: what it starts from when the store is away.</summary>
/// <remarks>Used by one caller at a time. It believes nothing: whoever reads checks digests and signature.</remarks>
public interface IHashSetSnapshots
{
    /// <returns>The manifest kept last, or null when there is none.</returns>
    ReadOnlyMemory<byte>? ReadManifest(string set);

    /// <summary>Opens a segment that was kept.</summary>
    /// <returns>The segment, its digest not checked yet, or null when it is not there whole.</returns>
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

    /// <summary>Makes a version the one to start from, and lets go of the segments that it does not name.</summary>
    /// <exception cref="HashSetSnapshotException">There is no room, or the place cannot be written; the copy before
    /// stays.</exception>
    void Keep(SealedManifest manifest);
}
