namespace ScanWorker.Matching.HashSets;

/// <summary>What became of an entry between two versions.</summary>
public enum DiffKind
{
    Added,
    Changed,
    Withdrawn,
}
