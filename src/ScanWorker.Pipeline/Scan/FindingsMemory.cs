using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Scan;

/// <summary>
/// Remembers what was found of bytes, so that a re-upload of them is neither decoded nor searched again.
/// </summary>
/// <remarks>
/// The key is what we read ourselves (the SHA-256 of the bytes) and the set's version, so a withdrawn entry cannot live
/// on here; nor can what another build of the program or of a decoder found, or missed. Findings, not verdicts: the
/// policy always speaks last.
/// </remarks>
internal sealed class FindingsMemory(IFindingsCache cache, FindingsOrigin origin)
{
    /// <param name="content">The bytes.</param>
    /// <param name="setVersion">That they are judged against.</param>
    /// <param name="plan">That they would be searched with.</param>
    /// <param name="settles">Whether findings without pixels are enough under the policy in force.</param>
    /// <param name="stopping">Shutdown.</param>
    /// <returns>Null when the bytes must be looked at.</returns>
    public async ValueTask<ContentFindings?> FindAsync(
        FetchedContent content, long setVersion, SearchPlan plan, Func<KnownMatch, bool> settles,
        CancellationToken stopping)
    {
        if (await cache.FindAsync(content.Sha256, setVersion, stopping) is not { } bytes
            || FindingsJson.Read(bytes.Span) is not { } findings
            || findings.Digests.Sha256 != content.Sha256
            || findings.HashSetVersion != setVersion
            || findings.SearchPlan != plan.Digest
            || findings.MadeBy != origin.Text)
        {
            return null;
        }

        // Pixels that were skipped under an earlier policy may matter under this one.
        return findings.PixelsSkipped && !findings.Matches.Any(settles) ? null : findings;
    }

    /// <summary>Keeps them, unless their obstacle may be gone the next time or under other limits.</summary>
    public ValueTask KeepAsync(ContentFindings findings, CancellationToken stopping) =>
        MayBeRemembered(findings.Obstacle) && MayBeRemembered(findings.SearchObstacle)
            ? cache.StoreAsync(
                findings.Digests.Sha256, findings.HashSetVersion,
                FindingsJson.Write(findings with { MadeBy = origin.Text }), stopping)
            : ValueTask.CompletedTask;

    private static bool MayBeRemembered(UnscannableReason? obstacle) =>
        obstacle is not { } met || UnscannableCodes.Of(met.Code).MayBeRemembered;
}
