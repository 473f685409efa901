using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policies;
using ScanWorker.Pipeline.Stages;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline;

/// <summary>Judges one upload. The product is this straight line; everything else feeds it or carries its answer away.</summary>
internal sealed class ScanPipeline(
    HashIndexCell hashSet, PolicyCell policies, FindingsMemory memory, FetchStage fetch, DecodeStage decode, SearchPlanner planner,
    TimeProvider clock, ScanMetrics metrics) : IUploadScanner
{
    public async ValueTask<ScanResult> ScanAsync(UploadEvent upload, CancellationToken stopping)
    {
        // Read once: one upload is judged against one version of the hash set and one policy.
        var set = hashSet.Current ?? throw new InvalidOperationException("No upload may be judged without a hash set.");
        var policy = policies.Current;
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
        var plan = planner.PlanFor(set.Index, policy, clock.GetUtcNow());
        if (await memory.FindAsync(content, set.Version, plan, policy, stopping) is { } seenBefore)
        {
            return Conclude(Judge(seenBefore), seenBefore, cached: true);
        }

        var findings = await LookAsync(content, set, plan, policy, timing, stopping);
        await memory.KeepAsync(findings, stopping);
        return Conclude(Judge(findings), findings, cached: false);

        Verdict Judge(ContentFindings found)
        {
            using var deciding = ScanTracing.Stage("decide");
            return policy.Judge(found, clock.GetUtcNow());
        }

        ScanResult Conclude(Verdict verdict, ContentFindings? found, bool cached)
        {
            metrics.VerdictReached(verdict, found, cached, timing);
            return new ScanResult(verdict, set.Version, policy.Version, clock.GetUtcNow(), timing.ToData())
            {
                Findings = found,
                Cached = cached,
            };
        }
    }

    /// <summary>What there is to find of the bytes: digests first, pixels only where digests do not settle the matter.</summary>
    private async ValueTask<ContentFindings> LookAsync(
        FetchedContent content, LoadedHashSet set, SearchPlan plan, VerdictPolicy policy, ScanTiming timing, CancellationToken stopping)
    {
        timing.Exact.Start();
        var (matches, collisions) = MatchStage.Exact(content.Digests, set.Index, plan);
        timing.Exact.Stop();
        var findings = new ContentFindings(set.Version, plan.Digest, content.Bytes.Length, content.Digests)
        {
            Matches = matches,
            Collisions = collisions,
        };
        if (matches.Any(match => policy.Settles(match, clock.GetUtcNow())))
        {
            return findings with { PixelsSkipped = true };
        }

        var frames = new FrameHasher(plan.AnyDihedral, clock);
        var decoded = await timing.Decode.MeasureAsync(() => decode.RunAsync(content, frames, stopping));
        timing.Hash.Add(frames.Elapsed);
        if (!decoded.TryGet(out var image))
        {
            return findings with { Obstacle = decoded.Reason };
        }

        timing.Near.Start();
        var (near, capped) = MatchStage.Near(frames.Hashes, set.Index, plan);
        timing.Near.Stop();
        return findings with
        {
            Image = new ImageFacts(KebabCase.Of(image.Format), image.Width, image.Height, image.FramesDecoded),
            Perceptual = [.. frames.Hashes],
            Matches = [.. matches, .. near],
            MatchesCapped = capped,
            Obstacle = QualityGate.ObstacleOf(image, frames, plan, policy),
        };
    }
}
