
namespace ScanWorker.Matching.HashSets.Imports;

/// <summary>Takes what a list says, line by line, in the order of the list.</summary>
public interface IListSink
{
    /// <param name="line">Counted from 1; of a format without lines, the record's number.</param>
    /// <param name="entry">What the list knows of the item.</param>
    void Upsert(long line, Entry entry);

    /// <summary>The list says that the item does not belong on it any more.</summary>
    void Withdraw(long line, EntryKey key);

    /// <param name="line">Counted from 1.</param>
    /// <param name="reason">What is wrong.</param>
    /// <param name="text">The line or record itself, where there is one; it goes to the quarantine file and nowhere else.</param>
    void Reject(long line, RejectReason reason, string? text);
}
