using System.Collections.Immutable;

namespace ScanWorker.Matching.Import;

/// <summary>How a list is taken, and when it is refused as a whole.</summary>
public sealed record ImportRules
{
    public ImportMode Mode { get; init; } = ImportMode.Delta;

    /// <summary>
    /// The rows of the list are hashes, several of which may be of one entry: they are put together. Else a row is an
    /// entry.
    /// </summary>
    public bool RowsAreHashes { get; init; }

    /// <summary>Above this share of quarantined lines, 0 to 1, nothing is applied.</summary>
    public double QuarantineShareMax { get; init; } = 0.01;

    /// <summary>
    /// So many quarantined lines of a delta are let through whatever their share is, while most of it is taken: of a
    /// few lines, a share says little.
    /// </summary>
    public int DeltaQuarantineMin { get; init; }

    /// <summary>Takes a list of which nothing is left to take: it is empty, or all of it is skipped.</summary>
    public bool AllowsEmpty { get; init; }

    /// <summary>
    /// A full snapshot that adds or withdraws more than this share of what a source has in the bank is refused, and a
    /// delta that withdraws more.
    /// </summary>
    public double ChangeShareMax { get; init; } = 0.2;

    /// <summary>So many entries a delta may withdraw whatever their share is: small lists are not stuck.</summary>
    public int DeltaWithdrawnMin { get; init; } = 5;

    /// <summary>The banks that a list may name; null for any.</summary>
    public ImmutableSortedSet<string>? Banks { get; init; }

    /// <summary>Lets a list withdraw more.</summary>
    public bool AllowsShrink { get; init; }

    /// <summary>Takes entries again that a person withdrew; else they are held back.</summary>
    public bool AllowsWithdrawn { get; init; }

    /// <summary>
    /// Takes over what a person withdrew where the list was exported. Else that is a tombstone like any other: a list
    /// must not decide what other lists bring.
    /// </summary>
    public bool TakesHeldBack { get; init; }

    /// <summary>Lets a full snapshot add more.</summary>
    public bool AllowsGrowth { get; init; }
}
