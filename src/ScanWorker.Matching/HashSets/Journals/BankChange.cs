namespace ScanWorker.Matching.HashSets.Journals;

/// <summary>What one action did to the entries of one source in one bank.</summary>
/// <param name="Bank">The bank's name.</param>
/// <param name="Source">The list's name.</param>
/// <param name="Added">Entries that are new.</param>
/// <param name="Changed">Entries that differ from before.</param>
/// <param name="Withdrawn">Entries that went.</param>
/// <param name="IsFed">The source itself was read, so that its age starts anew, whether or not anything
/// changed.</param>
public sealed record BankChange(string Bank, string Source, long Added, long Changed, long Withdrawn, bool IsFed);
