
namespace ScanWorker.Matching.HashSets.Imports;

/// <summary>What an import does to the working set.</summary>
/// <param name="Upserts">Entries that are new or differ.</param>
/// <param name="Withdrawals">Entries that go.</param>
/// <param name="Counts">The summary.</param>
public sealed record ImportChanges(
    IReadOnlyList<Entry> Upserts, IReadOnlyList<EntryKey> Withdrawals, ImportCounts Counts);
