using System.Buffers;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Testing.HashSets;

/// <summary>A worker's own copy in memory, which can run out of room.</summary>
internal sealed class FakeSnapshots : IHashSetSnapshots
{
    public Dictionary<string, byte[]> Segments { get; } = new(StringComparer.Ordinal);

    public byte[]? Manifest { get; set; }

    public bool IsFull { get; set; }

    public HashIndex? SavedIndex { get; set; }

    public int IndexSaves { get; private set; }

    public ReadOnlyMemory<byte>? ReadManifest(string set) =>
        Manifest is null ? default(ReadOnlyMemory<byte>?) : Manifest;

    public Segment? OpenSegment(string set, SegmentFacts segment)
    {
        try
        {
            return Segments.TryGetValue(segment.Id, out var bytes) && bytes.Length == segment.LengthBytes
                ? Segment.Open(bytes.ToArray())
                : null;
        }
        catch (SegmentException)
        {
            return null;
        }
    }

    public HashIndex? OpenIndex(string set) => SavedIndex;

    public void SaveIndex(string set, HashIndex index)
    {
        ThrowIfFull();
        SavedIndex = index;
        IndexSaves++;
    }

    public ISegmentDraft DraftSegment(string set, SegmentFacts segment)
    {
        ThrowIfFull();
        return new Draft(this, segment.Id);
    }

    public long Mark { get; set; }

    public long ReadMark(string set) => Mark;

    public void Keep(SealedManifest manifest)
    {
        ThrowIfFull();
        Mark = Math.Max(Mark, manifest.Manifest.Version);
        Manifest = manifest.Document.ToArray();
    }

    private void ThrowIfFull()
    {
        if (IsFull)
        {
            throw new HashSetSnapshotException("The fake is full.");
        }
    }

    private sealed class Draft(FakeSnapshots owner, string id) : ISegmentDraft
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        public void Append(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

        public Segment Finish()
        {
            owner.Segments[id] = _bytes.WrittenSpan.ToArray();
            return Segment.Open(_bytes.WrittenMemory);
        }

        public void Dispose()
        {
            // Nothing outlives the draft but what was finished.
        }
    }
}
