using System.Collections.Immutable;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Matching.Publishing;

/// <summary>
/// One thing that was done to a working set: who, when, why, and what it changed. Written once, never altered.
/// </summary>
/// <param name="Number">Counts up from 1 without a gap.</param>
/// <param name="At">By the custodian's clock.</param>
/// <param name="By">User and machine, or what <c>--by</c> said.</param>
/// <param name="Action">What was done.</param>
public sealed record JournalRecord(long Number, DateTimeOffset At, string By, JournalAction Action)
{
    /// <summary>Why it was done, in the custodian's words.</summary>
    public string? Why { get; init; }

    /// <summary>A segment that is put at the end of the working chain.</summary>
    public SegmentFacts? Segment { get; init; }

    /// <summary>A chain that replaces the working chain before: of <c>compact</c> and <c>rollback</c>.</summary>
    public ImmutableArray<SegmentFacts>? Chain { get; init; }

    /// <summary>What it did to each bank and source.</summary>
    public ImmutableArray<BankChange>? Changes { get; init; }

    /// <summary>
    /// The banks as they are from now on: of <c>rollback</c>, where changes would be those of a whole history.
    /// </summary>
    public ImmutableArray<BankFacts>? Banks { get; init; }

    /// <summary>The version that was published; null of everything that only changes the working set.</summary>
    public long? Version { get; init; }

    /// <summary>
    /// What was published, where that is not the whole working set: an emergency leaves out what is not released yet.
    /// </summary>
    public PublishedContent? Published { get; init; }

    /// <summary>The earlier version that a rollback brings back.</summary>
    public long? Restores { get; init; }

    /// <summary>
    /// The entries that a person named: added, withdrawn, or taken again from a list; null of everything else.
    /// </summary>
    public ImmutableArray<EntryKey>? Entries { get; init; }

    /// <summary>
    /// Entries that a person withdrew in the working set that an import is an export of; null of everything else.
    /// </summary>
    public ImmutableArray<EntryKey>? HeldBack { get; init; }

    /// <summary>Name of the list's file, without its folder; <c>-</c> for standard input.</summary>
    public string? File { get; init; }

    /// <summary>How the list was read.</summary>
    public string? Format { get; init; }

    /// <summary>Where the next fetch from an exchange goes on; null of everything else.</summary>
    public JournalCheckpoint? Checkpoint { get; init; }

    /// <summary>The source that is fetched by itself from now on; null of everything else.</summary>
    public string? Watched { get; init; }

    /// <summary>What reviewers said; null of everything else.</summary>
    public JournalFeedback? Feedback { get; init; }

    /// <summary>Votes on their way to an exchange; null of everything else.</summary>
    public JournalSending? Sending { get; init; }

    /// <summary>
    /// The segment that was published on top, with the entries that reviewers dispute; the working set itself stays as
    /// its lists are.
    /// </summary>
    public SegmentFacts? Disputed { get; init; }

    /// <summary>Lines that were not taken, by reason.</summary>
    public ImmutableSortedDictionary<string, long>? Quarantined { get; init; }
}

/// <summary>How far a source was fetched.</summary>
/// <param name="Source">The source's name in the configuration.</param>
/// <param name="Value">As its exchange gave it; null when it gives none, and every fetch is of everything.</param>
public sealed record JournalCheckpoint(string Source, string? Value = null)
{
    /// <summary>What was fetched up to there; null in journals of before that was noted.</summary>
    public FetchedList? Of { get; init; }
}

/// <summary>What a checkpoint is of: of any other list it says nothing.</summary>
/// <param name="Kind">What speaks there.</param>
/// <param name="Location">Where it is, without credentials.</param>
/// <param name="Bank">The bank that it feeds.</param>
/// <param name="Source">What the entries' source is called.</param>
public sealed record FetchedList(string Kind, string Location, string Bank, string Source);

/// <summary>What can be done to a working set.</summary>
public enum JournalAction
{
    Import,
    Add,
    Withdraw,
    Publish,
    Rollback,
    Compact,
    Release,
    Feedback,
    Send,
    Watch,
}
