using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>
/// For a worker without a snapshot directory, or without room in it: segments live in memory, and nothing is kept.
/// </summary>
internal sealed class MemorySnapshots : IHashSetSnapshots
{
    public ReadOnlyMemory<byte>? ReadManifest(string set) => null;

    public Segment? OpenSegment(string set, SegmentFacts segment) => null;

    public HashIndex? OpenIndex(string set) => null;

    public void SaveIndex(string set, HashIndex index)
    {
        // As with the manifest: there is no place.
    }

    public ISegmentDraft DraftSegment(string set, SegmentFacts segment) => new MemoryDraft(segment.LengthBytes);

    public long ReadMark(string set) => 0;

    public void Keep(SealedManifest manifest)
    {
        // There is no place to keep it in; the next start needs the store.
    }

    private sealed class MemoryDraft(long lengthBytes) : ISegmentDraft
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(checked((int)lengthBytes));
        private int _written;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_bytes.AsSpan(_written));
            _written += bytes.Length;
        }

        public Segment Finish() => Segment.Open(_bytes.AsMemory(0, _written));

        public void Dispose()
        {
            // The array goes with its last reader.
        }
    }
}
