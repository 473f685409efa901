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

    /// <summary>Starts to take in a segment. Dispose of the draft in any case.</summary>
    /// <exception cref="HashSetSnapshotException">There is no room, or the place cannot be written.</exception>
    ISegmentDraft DraftSegment(string set, SegmentFacts segment);

    /// <summary>Makes a version the one to start from, and lets go of the segments that it does not name.</summary>
    /// <exception cref="HashSetSnapshotException">There is no room, or the place cannot be written; the copy before
    /// stays.</exception>
    void Keep(SealedManifest manifest);
}
