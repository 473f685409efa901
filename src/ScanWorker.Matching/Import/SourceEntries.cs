namespace ScanWorker.Matching.Import;

/// <summary>How many entries of a source are in a bank.</summary>
public readonly record struct SourceEntries(string Bank, string Source, long Entries);
