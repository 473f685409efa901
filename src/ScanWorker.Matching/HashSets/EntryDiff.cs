namespace ScanWorker.Matching.HashSets;

/// <summary>An entry that differs between two versions.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Before">As it was; null of an added one.</param>
/// <param name="After">As it is; null of a withdrawn one.</param>
public sealed record EntryDiff(DiffKind Kind, Entry? Before, Entry? After)
{
    public EntryKey Key =>
        (After ?? Before)?.Key ?? throw new InvalidOperationException("A difference is of an entry.");
}
