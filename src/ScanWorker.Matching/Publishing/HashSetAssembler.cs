using ScanWorker.Matching.Index;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Publishing;

/// <summary>Makes the index of one version from its segments.</summary>
public static class HashSetAssembler
{
    /// <param name="segments">In the manifest's order: a later one replaces or withdraws what an earlier one
    /// holds.</param>
    /// <param name="live">An index whose segments may be the first of these; then only the rest is worked in.</param>
    /// <exception cref="SegmentException">A segment is altered.</exception>
    public static HashIndex Build(IReadOnlyList<Segment> segments, HashIndex? live)
    {
        var known = live?.Segments.ToList() ?? [];
        var isExtended = known.Count <= segments.Count
            && known.Zip(segments).All(pair => ReferenceEquals(pair.First, pair.Second));
        return live is not null && known.Count > 0 && isExtended
            ? segments.Skip(known.Count).Aggregate(live, (index, segment) => index.WithDelta(segment))
            : HashIndex.Build(segments);
    }

    /// <summary>
    /// An index for looking entries up by key and digest: without the tables for near matches, which cost most to
    /// build.
    /// </summary>
    /// <remarks>It answers every query that another answers; near ones slowly.</remarks>
    /// <exception cref="SegmentException">A segment is altered.</exception>
    public static HashIndex BuildLookup(IEnumerable<Segment> segments) =>
        segments.Aggregate(HashIndex.Empty, (index, segment) =>
            index.WithDelta(segment, nearTablesFromRows: int.MaxValue));
}
