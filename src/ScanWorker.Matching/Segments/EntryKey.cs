namespace ScanWorker.Matching.Segments;

/// <summary>What makes an entry the same entry in a later segment: an upsert replaces, a withdrawal removes, by this key.</summary>
public readonly record struct EntryKey(string Bank, string Source, string EntryId);
