using System.Collections.Immutable;
using ScanWorker.Matching;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.Control;

/// <summary>What the worker's own copy holds, every byte of it proven against its manifest.</summary>
/// <param name="Index">Ready to answer.</param>
/// <param name="Segments">By id.</param>
/// <param name="SavedSegments">How many segments, from the first on, the saved index held.</param>
internal sealed record SnapshotContent(
    HashIndex Index, ImmutableDictionary<string, Segment> Segments, int SavedSegments);
