namespace ScanWorker.Matching.HashSets.Journals;

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
}
