using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Decisions;

namespace ScanWorker.Replay.Rescans;

/// <summary>What is written of an upload that was tried again. Pure.</summary>
internal static class RescanComposer
{
    private const string ReasonCode = "rescanned";

    /// <param name="composer">Composes late events.</param>
    /// <param name="candidate">Which upload, and what was said of it.</param>
    /// <param name="result">What came of it now.</param>
    /// <param name="isReportable">Says so of a bank.</param>
    /// <returns>A late verdict, also when nothing has changed: it counts the attempt; and what it calls for.</returns>
    public static ImmutableArray<OutboundEvent> Compose(
        LateComposer composer, RescanCandidate candidate, ScanResult result, Func<string, bool> isReportable)
    {
        var standing = UploadStanding.Of(candidate.Before, isReportable);
        return composer.Compose(
            candidate.Record, candidate.Before, result, standing.Owed(Judgement.Of(result)), ReasonCode);
    }
}
