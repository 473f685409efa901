using System.Collections.Immutable;

namespace ScanWorker.Matching.HashSets;

/// <summary>
/// What one published version of a hash set is made of. Immutable; its exact bytes are what is signed.
/// </summary>
/// <param name="Set">Name of the set, so that a manifest of one set cannot be passed off as another's.</param>
/// <param name="Version">Counts up from 1; a worker never goes back to a smaller one.</param>
/// <param name="Parent">The version that was head when this one was made; 0 for the first.</param>
/// <param name="Created">When it was made, by the custodian's clock.</param>
/// <param name="Banks">By name, in ordinal order.</param>
/// <param name="Segments">The base first, then the deltas in the order in which they apply.</param>
public sealed record HashSetManifest(
    string Set,
    long Version,
    long Parent,
    DateTimeOffset Created,
    ImmutableArray<BankFacts> Banks,
    ImmutableArray<SegmentFacts> Segments)
{
    /// <summary>Layout of manifest and segments; a worker refuses one that it does not know.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>The earlier version whose content this one brings back; null when it is new content.</summary>
    public long? Restores { get; init; }

    /// <summary>Who published it.</summary>
    public string? By { get; init; }

    /// <summary>Why it was published.</summary>
    public string? Reason { get; init; }
}
