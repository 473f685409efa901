namespace ScanWorker.Matching.Segments;

/// <summary>Which of an entry's optional parts are there. File format.</summary>
[Flags]
internal enum EntryFlags
{
    None = 0,
    Enabled = 1,
    DisabledUntil = 2,
    AddedAt = 4,
    UpdatedAt = 8,
    Note = 16,
    Labels = 32,
}
