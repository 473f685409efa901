using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policies;
using ScanWorker.Pipeline.Stages;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline;

/// <summary>
/// Judges one upload. The product is this straight line; everything else feeds it or carries its answer away.
/// </summary>
internal sealed class ScanPipeline(
    HashIndexCell hashSet, PolicyCell policies, FindingsMemory memory, FetchStage fetch, DecodeStage decode,
    SearchPlanner planner,
    IMatchGuard guard, TimeProvider clock, ScanMetrics metrics) : IUploadScanner
{
    public async ValueTask<ScanResult> ScanAsync(UploadEvent upload, CancellationToken stopping)
    {
        // Read once: one upload is judged against one version of the hash set, by one policy, as of one time.
        var set = hashSet.Current ?? throw new InvalidOperationException("No upload may be judged without a hash set.");
        var policy = policies.Current;
        var now = clock.GetUtcNow();
        var timing = new ScanTiming(clock);

        if (policy.OutOfScope(upload.Data) is { } notScanned)
        {
            return Conclude(notScanned, null, cached: false);
        }

        var fetched = await timing.Fetch.MeasureAsync(
            () => fetch.RunAsync(upload.Content, upload.Data.Length, upload.AnnouncedSha256, stopping));
        if (!fetched.TryGet(out var content))
        {
            return Conclude(policy.Unscannable(fetched.Reason), null, cached: false);
        }

        using var ownedContent = content;
        var plan = planner.PlanFor(set.Index, policy, now);
        if (await memory.FindAsync(content, set.Version, plan, Settles, stopping) is { } seenBefore)
        {
            return Conclude(Judge(seenBefore), seenBefore, cached: true);
        }

        var findings = await LookAsync(content, set, plan, policy, Settles, timing, stopping);
        await memory.KeepAsync(findings, stopping);
        return Conclude(Judge(findings), findings, cached: false);

        Verdict Judge(ContentFindings found)
        {
            using var deciding = ScanTracing.Stage("decide");
            return policy.Judge(found, now, guard.IsQuarantined);
        }

        // An entry in quarantine settles nothing: what it hides behind it might block.
        bool Settles(KnownMatch match) => !guard.IsQuarantined(match) && policy.Settles(match, now);

        ScanResult Conclude(Verdict verdict, ContentFindings? found, bool cached)
        {
            metrics.VerdictReached(verdict, found, cached, timing);
            if (found is not null)
            {
                guard.Note(verdict, found);
            }

            return new ScanResult(verdict, set.Version, policy.Version, clock.GetUtcNow(), timing.ToData())
            {
                Findings = found,
                Cached = cached,
            };
        }
    }

    /// <summary>
    /// What there is to find of the bytes: digests first, pixels only where digests do not settle the matter.
    /// </summary>
    private async ValueTask<ContentFindings> LookAsync(
        FetchedContent content, LoadedHashSet set, SearchPlan plan, VerdictPolicy policy,
        Func<KnownMatch, bool> settles, ScanTiming timing,
        CancellationToken stopping)
    {
        timing.Exact.Start();
        var (matches, collisions) = MatchStage.Exact(content.Digests, set.Index, plan);
        timing.Exact.Stop();
        var findings = new ContentFindings(set.Version, plan.Digest, content.Bytes.Length, content.Digests)
        {
            Matches = matches,
            Collisions = collisions,
        };
        if (matches.Any(settles))
        {
            return findings with { PixelsSkipped = true };
        }

        var frames = new FrameHasher(plan.AnyDihedral, clock);
        var decoded = await timing.Decode.MeasureAsync(() => decode.RunAsync(content, frames, stopping));
        timing.Hash.Add(frames.Elapsed);

        // What was seen before a decoder gave up is searched as well: half of a known picture is known.
        timing.Near.Start();
        var (near, capped) = MatchStage.Near(frames.Hashes, set.Index, plan);
        timing.Near.Stop();
        findings = findings with
        {
            Perceptual = [.. frames.Hashes],
            Matches = [.. matches, .. near],
            MatchesCapped = capped,
        };
        return decoded.TryGet(out var image)
            ? findings with
            {
                Image = new ImageFacts(KebabCase.Of(image.Format), image.Width, image.Height, image.FramesDecoded),
                Obstacle = QualityGate.ObstacleOf(image, frames, plan, policy),
            }
            : findings with { Obstacle = decoded.Reason };
    }
}
