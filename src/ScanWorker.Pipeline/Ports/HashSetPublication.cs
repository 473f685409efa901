using ScanWorker.Matching.HashSets;

namespace ScanWorker.Pipeline.Ports;

/// <summary>A version to be published.</summary>
/// <param name="Manifest">Sealed, signed or not.</param>
/// <param name="Segments">The bytes of every segment that the manifest names, in its order.</param>
public sealed record HashSetPublication(SealedManifest Manifest, IReadOnlyList<ReadOnlyMemory<byte>> Segments);
