using System.Collections.Immutable;

namespace ScanWorker.Matching.Import;

/// <summary>The summary of one import.</summary>
/// <param name="Read">Lines or records that were looked at.</param>
/// <param name="Added">Entries that are new.</param>
/// <param name="Changed">Entries that differ from before.</param>
/// <param name="Withdrawn">Entries that go.</param>
/// <param name="Unchanged">Entries that are as before.</param>
/// <param name="Skipped">Records without a hash of a kind that we match, or of a category that was not asked
/// for.</param>
/// <param name="Held">Entries that are left out because a person withdrew them.</param>
/// <param name="Quarantined">Lines that were not taken, by reason.</param>
public sealed record ImportCounts(
    long Read,
    long Added,
    long Changed,
    long Withdrawn,
    long Unchanged,
    long Skipped,
    long Held,
    ImmutableSortedDictionary<RejectReason, long> Quarantined)
{
    /// <summary>Rows of entries that an earlier row of the list named already.</summary>
    public long Repeated { get; init; }

    /// <summary>Rows that say that an entry is gone.</summary>
    public long Tombstones { get; init; }

    /// <summary>Those of them that are taken over as what a person withdrew: lists do not bring these back.</summary>
    public long TakenOver { get; init; }

    /// <summary>Records that say of an entry that it is of a category that was not asked for: it goes.</summary>
    public long Reclassified { get; init; }

    /// <summary>Entries that the list says are gone, and that were not there.</summary>
    public long NotThere { get; init; }

    /// <summary>
    /// Sources of which a full snapshot names nothing, though it names sources: their entries stay, as a list speaks
    /// for the sources that it names.
    /// </summary>
    public ImmutableArray<SourceEntries> NotNamed { get; init; } = [];

    /// <summary>Hashes of kinds that are known and not matched, by kind: nothing is kept of them.</summary>
    public ImmutableSortedDictionary<string, long> LeftOut { get; init; } =
        ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Frames of videos that hygiene refuses, of entries that are taken without them.</summary>
    public long FramesRefused { get; init; }

    /// <summary>Entries whose vPDQ hash has no frame that can be taken, and that are taken by their other
    /// hashes.</summary>
    public long VideosLost { get; init; }

    /// <summary>Columns of the list that nothing is taken from.</summary>
    public ImmutableArray<string> UnreadColumns { get; init; } = [];

    /// <summary>The lines of a list that has lines.</summary>
    public ListLines? Lines { get; init; }

    public long QuarantinedTotal => Quarantined.Values.Sum();
}
