namespace ScanWorker.Matching.HashSets.Imports;

/// <summary>The summary of one import.</summary>
/// <param name="Read">Lines or records that were looked at.</param>
/// <param name="Added">Entries that are new.</param>
/// <param name="Changed">Entries that differ from before.</param>
/// <param name="Withdrawn">Entries that go.</param>
/// <param name="Unchanged">Entries that are as before.</param>
/// <param name="Quarantined">Lines that were not taken.</param>
public sealed record ImportCounts(long Read, long Added, long Changed, long Withdrawn, long Unchanged, long Quarantined);
