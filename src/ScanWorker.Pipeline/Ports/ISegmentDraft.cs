using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.Ports;

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
