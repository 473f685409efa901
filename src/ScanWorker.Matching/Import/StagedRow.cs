using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Import;

/// <summary>What one row of a list says of one entry.</summary>
/// <param name="Line">Counted from 1; of a format without lines, the record's number.</param>
/// <param name="Key">Of which entry.</param>
/// <param name="Entry">What the list knows of it; null: it does not belong on the list any more.</param>
/// <param name="At">Since when that is so; null where the list does not say.</param>
internal readonly record struct StagedRow(long Line, EntryKey Key, Entry? Entry, DateTimeOffset? At);
