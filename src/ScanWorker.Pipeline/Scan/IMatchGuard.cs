using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Scan;

/// <summary>
/// Keeps entries that match too much from blocking. Asked on the scanning line, so it never waits. Thread-safe.
/// </summary>
internal interface IMatchGuard
{
    /// <summary>How often entries were seen to be released from quarantine: it rises.</summary>
    int Releases { get; }

    /// <summary>Why the entry's matches only go to review.</summary>
    /// <returns>Null: they count in full.</returns>
    Softening? SofteningOf(KnownMatch match);

    /// <summary>Takes note of what an upload was found to match, and of who uploaded it.</summary>
    void Note(Verdict verdict, ContentFindings findings, UploadData upload);
}

/// <summary>Believes every entry: for commands that judge files, and for the canary.</summary>
internal sealed class TrustingMatchGuard : IMatchGuard
{
    public int Releases => 0;

    public Softening? SofteningOf(KnownMatch match) => null;

    public void Note(Verdict verdict, ContentFindings findings, UploadData upload)
    {
        // Files that a person scans tell nothing of a flood.
    }
}
