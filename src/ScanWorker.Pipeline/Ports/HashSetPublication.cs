using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.Ports;

/// <summary>A version to be published.</summary>
/// <param name="Manifest">Sealed, signed or not.</param>
/// <param name="Segments">Every segment that the manifest names, in its order.</param>
public sealed record HashSetPublication(SealedManifest Manifest, IReadOnlyList<Segment> Segments);
