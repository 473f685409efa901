namespace ScanWorker.Matching.HashSets;

/// <summary>What makes an entry the same entry in every import: its bank, its source and the source's id.</summary>
public readonly record struct EntryKey(string Bank, string Source, string EntryId)
{
    public override string ToString() => $"{Bank}/{Source}/{EntryId}";
}
