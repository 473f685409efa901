using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policies;

namespace ScanWorker.Pipeline.Control;

/// <summary>Believes every entry: for commands that judge files, and for the canary.</summary>
internal sealed class NoMatchGuard : IMatchGuard
{
    public bool IsQuarantined(KnownMatch match) => false;

    public void Note(Verdict verdict, ContentFindings findings)
    {
        // Files that a person scans tell nothing of a flood.
    }
}
