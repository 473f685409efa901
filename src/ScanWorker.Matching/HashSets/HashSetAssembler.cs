using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.HashSets;

/// <summary>Makes the index of one version from its segments.</summary>
public static class HashSetAssembler
{
    /// <param name="segments">In the manifest's order: a later one replaces or withdraws what an earlier one holds.</param>
    /// <param name="live">An index whose segments may be the first of these; then only the rest is worked in.</param>
    /// <exception cref="SegmentException">A segment is altered.</exception>
    public static HashIndex Build(IReadOnlyList<Segment> segments, HashIndex? live)
    {
        var known = live?.Segments.ToList() ?? [];
        var isExtended = known.Count <= segments.Count && known.Zip(segments).All(pair => ReferenceEquals(pair.First, pair.Second));
        return live is not null && known.Count > 0 && isExtended
            ? segments.Skip(known.Count).Aggregate(live, (index, segment) => index.WithDelta(segment))
            : HashIndex.Build(segments);
    }
}
