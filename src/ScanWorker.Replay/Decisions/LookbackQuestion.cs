using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;

namespace ScanWorker.Replay.Decisions;

/// <summary>What a look back asks.</summary>
/// <param name="Kind">Which changes it asks for.</param>
/// <param name="Added">
/// The entries that may be new to a past upload: one in which nothing was known is near one of them, or is not looked
/// at.
/// </param>
internal sealed record LookbackQuestion(LookbackKind Kind, HashIndex Added)
{
    /// <summary>Whether the difference is one that is asked for.</summary>
    public bool AsksFor(Judgement before, Judgement now) => Kind switch
    {
        LookbackKind.Everything => true,
        LookbackKind.Added => now.Grounds.Any(ground => !before.Says(ground) && IsAdded(ground.Entry)),
        LookbackKind.Withdrawn => before.Grounds.Any(ground => !now.Says(ground)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private bool IsAdded(EntryKey entry) => Added.Find(entry) >= 0;
}

/// <summary>Which changes a look back asks for.</summary>
internal enum LookbackKind
{
    /// <summary>Whatever is owed.</summary>
    Everything,

    /// <summary>Uploads that match an entry that is new.</summary>
    Added,

    /// <summary>Uploads that match no longer what they matched.</summary>
    Withdrawn,
}
