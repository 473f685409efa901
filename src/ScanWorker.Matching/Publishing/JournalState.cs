using System.Collections.Immutable;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;

namespace ScanWorker.Matching.Publishing;

/// <summary>
/// What a working set is after the records of its journal. Immutable; each record gives the next state.
/// </summary>
public sealed record JournalState
{
    public static JournalState Empty { get; } = new();

    /// <summary>The number of the last record.</summary>
    public long LastNumber { get; init; }

    /// <summary>What the working set holds, published or not.</summary>
    public PublishedContent Working { get; init; } = PublishedContent.Nothing;

    /// <summary>What was published last from here.</summary>
    public PublishedContent Published { get; init; } = PublishedContent.Nothing;

    /// <summary>The last version that was published from here; 0 for none.</summary>
    public long PublishedVersion { get; init; }

    /// <summary>Something was done since that is not in it, be it that sources were read and nothing was new.</summary>
    public bool HasUnpublished { get; init; }

    /// <summary>Entries came, changed or went since.</summary>
    public bool HasUnpublishedEntries => HasUnpublished && !Working.HasSameEntriesAs(Published);

    /// <summary>
    /// Entries that a person withdrew: no list brings them back, until a person does.
    /// </summary>
    public ImmutableHashSet<EntryKey> Held { get; init; } = [];

    /// <summary>How far each source was fetched, and when.</summary>
    public ImmutableDictionary<string, ReachedCheckpoint> Checkpoints { get; init; } =
        ImmutableDictionary<string, ReachedCheckpoint>.Empty;

    /// <summary>The sources that were fetched, or are to be, by name; a rollback forgets none.</summary>
    public ImmutableDictionary<string, WatchedSource> Sources { get; init; } =
        ImmutableDictionary<string, WatchedSource>.Empty;

    /// <summary>What reviewers said.</summary>
    public OpinionBook Opinions { get; init; } = OpinionBook.Empty;

    /// <summary>Where reading feedback goes on, by topic and partition.</summary>
    public ImmutableDictionary<(string Topic, int Partition), long> FeedbackPositions { get; init; } =
        ImmutableDictionary<(string Topic, int Partition), long>.Empty;

    /// <summary>How far votes are on their way to exchanges, by source, entry and which of its hashes.</summary>
    public ImmutableDictionary<(string Source, EntryKey Entry, string On), (string Value, SendingState State)> Sendings
    {
        get;
        init;
    } = ImmutableDictionary<(string, EntryKey, string), (string, SendingState)>.Empty;

    /// <summary>The segment of disputed entries that was published last; null: there was none.</summary>
    public SegmentFacts? PublishedDisputed { get; init; }

    public JournalState After(JournalRecord record)
    {
        var chain = record.Chain ?? Working.Chain;
        var working = new PublishedContent(
            record.Segment is { } added ? chain.Add(added) : chain,
            [.. BankTally.After(record.Banks ?? Working.Banks, record.Changes ?? [], record.At)]);
        var isOfWorkingSet = record.Segment is not null || record.Chain is not null || record.Changes is not null;
        return this with
        {
            LastNumber = record.Number,
            Held = (record.Action == JournalAction.Withdraw ? Held.Union(record.Entries ?? [])
                : Held.Except(record.Entries ?? [])).Union(record.HeldBack ?? []),
            Checkpoints = CheckpointsAfter(record),
            Sources = SourcesAfter(record),
            Opinions = record.Feedback is { } said ? Opinions.With(said.Opinions) : Opinions,
            FeedbackPositions = FeedbackPositions.SetItems(
                (record.Feedback?.Positions ?? []).Select(
                    at => KeyValuePair.Create((at.Topic, at.Partition), at.Next))),
            Sendings = record.Sending is { } sending
                ? Sendings.SetItems(sending.Votes.Select(vote => KeyValuePair.Create(
                    (sending.Source, vote.Entry, vote.On), (vote.Value, sending.State))))
                : Sendings,
            PublishedDisputed = record.Version is null ? PublishedDisputed : record.Disputed,
            Working = working,
            Published = record.Version is null ? Published : record.Published ?? working,
            PublishedVersion = record.Version ?? PublishedVersion,
            HasUnpublished = record.Version is null
                ? HasUnpublished || isOfWorkingSet
                : record.Published is not null && HasUnpublished,
        };
    }

    private ImmutableDictionary<string, WatchedSource> SourcesAfter(JournalRecord record) =>
        (record.Checkpoint?.Source ?? record.Watched) is { } name
            ? Sources.SetItem(name, Sources.GetValueOrDefault(name, new WatchedSource(record.At, null)) is var known
                && record.Checkpoint is null ? known : known with { FetchedAt = record.At })
            : Sources;

    // A rollback takes away what was fetched since: only a fetch of everything brings it again.
    private ImmutableDictionary<string, ReachedCheckpoint> CheckpointsAfter(JournalRecord record) =>
        record.Action == JournalAction.Rollback ? Checkpoints.Clear()
        : record.Checkpoint is { } reached
            ? Checkpoints.SetItem(reached.Source, new ReachedCheckpoint(reached.Value, record.At, reached.Of))
        : Checkpoints;
}

/// <summary>A source of the configuration.</summary>
/// <param name="Since">When the journal first had it.</param>
/// <param name="FetchedAt">When it was fetched last; null: never.</param>
public sealed record WatchedSource(DateTimeOffset Since, DateTimeOffset? FetchedAt);

/// <summary>How far a source was fetched.</summary>
/// <param name="Value">As its exchange gave it; null when it gives none.</param>
/// <param name="At">When.</param>
/// <param name="Of">What was fetched; null in journals of before that was noted.</param>
public sealed record ReachedCheckpoint(string? Value, DateTimeOffset At, FetchedList? Of);

/// <summary>What a published version is made of.</summary>
/// <param name="Chain">Its segments, in the order in which they apply.</param>
/// <param name="Banks">Its banks, by name.</param>
public sealed record PublishedContent(ImmutableArray<SegmentFacts> Chain, ImmutableArray<BankFacts> Banks)
{
    public static PublishedContent Nothing { get; } = new([], []);

    /// <summary>It is made of the same segments.</summary>
    public bool HasSameEntriesAs(PublishedContent other) => Chain.SequenceEqual(other.Chain);

    /// <summary>The same with one more segment.</summary>
    public PublishedContent With(SegmentFacts segment, IEnumerable<BankChange> changes, DateTimeOffset at) =>
        new(Chain.Add(segment), [.. BankTally.After(Banks, changes, at)]);
}
