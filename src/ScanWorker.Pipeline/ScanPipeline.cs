using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

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

        var plan = planner.PlanFor(set.Index, policy, now);
        var fetched = await timing.Fetch.MeasureAsync(
            () => fetch.RunAsync(
                upload.Content, upload.Data.Length, upload.AnnouncedSha256, stopping, upload.Flow, plan.TakesSha512));
        if (!fetched.TryGet(out var content))
        {
            return Conclude(policy.Unscannable(fetched.Reason), null, cached: false);
        }

        using var ownedContent = content;
        if (await memory.FindAsync(content, set.Version, plan, Settles, stopping) is { } seenBefore)
        {
            var seen = MatchStage.WithPacked(seenBefore, content, set.Index, plan);
            return Conclude(Judge(seen), seen, cached: true);
        }

        var looked = await LookAsync(content, set, plan, policy, Settles, timing, stopping);
        await memory.KeepAsync(looked, stopping);
        var findings = MatchStage.WithPacked(looked, content, set.Index, plan);
        return Conclude(Judge(findings), findings, cached: false);

        Verdict Judge(ContentFindings found)
        {
            using var deciding = ScanTracing.Stage("decide");
            return policy.Judge(found, now, guard.SofteningOf);
        }

        // An entry in quarantine settles nothing: what it hides behind it might block.
        bool Settles(KnownMatch match) => guard.SofteningOf(match) is null && policy.Settles(match, now);

        ScanResult Conclude(Verdict verdict, ContentFindings? found, bool cached)
        {
            metrics.VerdictReached(verdict, upload.Data.Surface, found, cached, timing);
            if (found is not null)
            {
                guard.Note(verdict, found, upload.Data);
            }

            return new ScanResult(verdict, set.Version, policy.Version, clock.GetUtcNow(), timing.ToData())
            {
                Findings = found,
                CyberTipline = policy.Settings.CyberTipline,
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

        var prints = await timing.Decode.MeasureAsync(
            () => decode.RunAsync(content, plan.Transforms, plan.Crops, stopping));
        timing.Hash.Add(prints.Hashing);
        if (prints.Reason?.Code == UnscannableCode.InternalError)
        {
            metrics.InternalError("decode");
        }

        timing.Near.Start();
        var near = MatchStage.Near(prints.Hashes, set.Index, plan);
        timing.Near.Stop();
        return findings with
        {
            Image = prints.Picture is { } picture
                ? new ImageFacts(picture.Format, picture.Width, picture.Height, picture.FramesDecoded, picture.Decoder)
                : null,
            Perceptual = prints.Hashes,
            Matches = [.. matches, .. near.Matches],
            MatchesCapped = near.Capped,
            Obstacle = QualityGate.ObstacleOf(prints, plan, policy),
            SearchObstacle = near.Obstacle,
        };
    }
}
