using System.Collections.Immutable;
using ScanWorker.Matching.HashSets.Journals;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.HashSets.Imports;

/// <summary>What a list does to a working set.</summary>
/// <param name="Segment">The entries that are new or differ and those that go; null when there are none.</param>
/// <param name="Changes">The same by bank and source, in numbers.</param>
/// <param name="Counts">The summary.</param>
public sealed record ImportResult(Segment? Segment, ImmutableArray<BankChange> Changes, ImportCounts Counts)
{
    /// <summary>Entries that a person had withdrawn, and that the list was allowed to bring back.</summary>
    public ImmutableArray<EntryKey> TakenAgain { get; init; } = [];
}
