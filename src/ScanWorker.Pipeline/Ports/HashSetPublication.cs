using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.Ports;

/// <summary>A version to be published.</summary>
/// <param name="Manifest">Sealed, signed or not.</param>
/// <param name="OpenSegment">Opens a segment that the manifest names: asked only for those that the store
/// lacks.</param>
public sealed record HashSetPublication(SealedManifest Manifest, Func<SegmentFacts, Segment> OpenSegment);
