using System.Text;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Replay.Verdicts;

/// <summary>
/// Counts verdicts that carry too few hashes to be searched in full: first ones of another policy without one of a part
/// of the picture that banks ask for by now, and those from which the broker's limit took hashes. Also those whose
/// search gave up. Thread-safe.
/// </summary>
/// <remarks>
/// That a verdict of the same policy lacks the cells of a grid says that there was no grid. One of another policy may
/// lack them for that reason too; it counts, since nobody can tell.
/// </remarks>
/// <param name="wanted">The parts that banks in force ask for.</param>
/// <param name="policyVersion">Of the policy that asks for them.</param>
internal sealed class UnsearchedParts(CropQueries wanted, string policyVersion)
{
    private readonly byte[] _policyVersion = Encoding.UTF8.GetBytes(policyVersion);
    private long _verdicts;

    public long Verdicts => Interlocked.Read(ref _verdicts);

    /// <summary>The search for a verdict's upload gave up.</summary>
    public void NoteIncomplete() => _ = Interlocked.Increment(ref _verdicts);

    /// <param name="skim">Of a verdict, which therefore has no hash of any part.</param>
    public void Note(in VerdictSkim skim)
    {
        if (wanted != CropQueries.None && !skim.PolicyVersion.SequenceEqual(_policyVersion))
        {
            _ = Interlocked.Increment(ref _verdicts);
        }
    }

    public void Note(VerdictEvent verdict)
    {
        if (verdict.PerceptualCapped == true || verdict is { MatchesCapped: true, Matches.Count: 0 })
        {
            NoteIncomplete();
            return;
        }

        if (wanted == CropQueries.None || verdict.Decision is not null || verdict.Perceptual.Count == 0
            || verdict.PolicyVersion == policyVersion)
        {
            return;
        }

        var there = verdict.Perceptual.Aggregate(
            CropQueries.None, (all, hash) => all | FingerprintJudge.CropOf(hash).Query);
        if ((there & wanted) != wanted)
        {
            _ = Interlocked.Increment(ref _verdicts);
        }
    }
}
