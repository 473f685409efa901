using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policies;

namespace ScanWorker.Pipeline.Control;

/// <summary>
/// Keeps entries that match too much from blocking. Asked on the scanning line, so it never waits. Thread-safe.
/// </summary>
internal interface IMatchGuard
{
    /// <summary>Whether the entry is in quarantine: its matches go to review.</summary>
    bool IsQuarantined(KnownMatch match);

    /// <summary>Takes note of what an upload was found to match.</summary>
    void Note(Verdict verdict, ContentFindings findings);
}
