using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Import;

/// <summary>Takes what a list says, line by line, in the order of the list.</summary>
public interface IListSink
{
    /// <summary>Says what a list's lines tell, before the first of them.</summary>
    void Begin(ListShape shape);

    /// <param name="line">Counted from 1; of a format without lines, the record's number.</param>
    /// <param name="entry">What the list knows of the item.</param>
    void Upsert(long line, Entry entry);

    /// <summary>The list says that the item does not belong on it any more.</summary>
    /// <param name="line">As above.</param>
    /// <param name="key">Which item.</param>
    /// <param name="at">Since when, where the list says so: what it said of the item before does not count.</param>
    void Withdraw(long line, EntryKey key, DateTimeOffset? at);

    /// <summary>A person withdrew the item where the list was exported, so that no list brings it back.</summary>
    void HoldBack(long line, EntryKey key);

    /// <summary>The line is not taken.</summary>
    void Reject(Reject reject);

    /// <summary>
    /// The line is right, and not for us: it has no hash of a kind that we match, or is of a category that was not
    /// asked for.
    /// </summary>
    /// <param name="line">As above.</param>
    /// <param name="key">The item, where the list gives it an id: the entry that has it has lost its hashes.</param>
    void Skip(long line, EntryKey? key = null);

    /// <summary>A hash is of a kind that is known and not matched: nothing is kept of it. Said beside what becomes of
    /// its line.</summary>
    /// <param name="kind"><see cref="HashTypes.MatchedElsewhere"/>.</param>
    void LeaveOut(string kind);

    /// <summary>The list grades the item, and as nothing that was asked for: an entry of it is gone.</summary>
    /// <param name="line">As above.</param>
    /// <param name="key">Which item.</param>
    /// <param name="classification">Its grade; an entry that has it was asked for under other terms, and stays.</param>
    /// <param name="at">Since when, where the list says so.</param>
    void Unlist(long line, EntryKey key, string classification, DateTimeOffset? at);

    /// <summary>Says at the end of a list of lines how many there were, so that none is missing unseen.</summary>
    void End(ListLines lines);
}
