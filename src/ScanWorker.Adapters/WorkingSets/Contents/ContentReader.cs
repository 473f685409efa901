using System.Collections.Immutable;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Adapters.WorkingSets.Contents;

/// <summary>
/// Opens contents of a working set, each segment once: two of them have the same segments where they are alike.
/// </summary>
internal sealed class ContentReader(WorkingSet workingSet)
{
    private readonly Dictionary<string, Segment> _segments = new(StringComparer.Ordinal);

    /// <summary>All that were opened, by id.</summary>
    public IReadOnlyDictionary<string, Segment> Opened => _segments;

    /// <exception cref="WorkingSetException">A segment is missing, cut or no segment.</exception>
    public ImmutableArray<Segment> Open(PublishedContent content) => Open(content.Chain);

    /// <inheritdoc cref="Open(PublishedContent)"/>
    public ImmutableArray<Segment> Open(IEnumerable<SegmentFacts> chain) => [.. chain.Select(Open)];

    private Segment Open(SegmentFacts facts) => _segments.TryGetValue(facts.Id, out var there)
        ? there : _segments[facts.Id] = workingSet.OpenSegment(facts);
}
