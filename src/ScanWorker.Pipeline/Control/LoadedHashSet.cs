using System.Collections.Immutable;
using ScanWorker.Matching;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Pipeline.Control;

/// <summary>One version of the hash set, ready to answer. Immutable.</summary>
/// <param name="Index">What answers.</param>
/// <param name="Manifest">What it was built from.</param>
/// <param name="LoadedAt">When it was ready.</param>
public sealed record LoadedHashSet(HashIndex Index, HashSetManifest Manifest, DateTimeOffset LoadedAt)
{
    public long Version => Manifest.Version;

    /// <summary>When the custodian made it.</summary>
    public DateTimeOffset Created => Manifest.Created;

    public ImmutableArray<BankFacts> Banks => Manifest.Banks;

    /// <summary>Its proven segments by id, so that the next version proves only what is new.</summary>
    internal ImmutableDictionary<string, Segment> Segments { get; init; } = ImmutableDictionary<string, Segment>.Empty;
}
