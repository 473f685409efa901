using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Replay.Verdicts;

/// <summary>
/// Judges uploads again by the fingerprints that their verdicts carry, without any content. Thread-safe.
/// </summary>
/// <remarks>
/// What a verdict does not carry cannot be looked at again: an upload that was settled by a digest has no perceptual
/// hashes, one that was judged while the set held no SHA-512 lacks that, one that was out of scope has none at all, and
/// one that the broker refused as too large has few. If the set or policy now asks for them, the upload is unscannable,
/// <c>unknown</c> with the detail <c>no-fingerprint</c>; never a pass.
/// </remarks>
internal sealed class FingerprintJudge(LoadedHashSet set, VerdictPolicy policy, SearchPlanner planner)
{
    private static readonly UnscannableReason NoFingerprint = new(UnscannableCode.Unknown, "no-fingerprint");

    private static readonly ImmutableDictionary<string, UnscannableCode> Codes =
        Enum.GetValues<UnscannableCode>().ToImmutableDictionary(KebabCase.Of, StringComparer.Ordinal);

    private static readonly ImmutableDictionary<string, DihedralTransform> Transforms =
        Enum.GetValues<DihedralTransform>()
            .ToImmutableDictionary(value => value.ToString(), StringComparer.OrdinalIgnoreCase);

    private static readonly ImmutableDictionary<string, PictureCrop> Crops =
        Enum.GetValues<PictureCrop>().ToImmutableDictionary(KebabCase.Of, StringComparer.Ordinal);

    private static readonly ImmutableDictionary<string, PictureBackdrop> Backdrops =
        Enum.GetValues<PictureBackdrop>().ToImmutableDictionary(KebabCase.Of, StringComparer.Ordinal);

    /// <param name="recorded">A verdict as it was written.</param>
    /// <param name="now">Decides expiry and disabling.</param>
    /// <returns>What the set and policy make of the same upload.</returns>
    public Verdict Judge(VerdictEvent recorded, DateTimeOffset now) => JudgeWithFindings(recorded, now).Verdict;

    /// <returns>The verdict with what is found now.</returns>
    public VerdictEvent Rewrite(VerdictEvent recorded, DateTimeOffset now, WorkerData worker)
    {
        var (verdict, findings) = JudgeWithFindings(recorded, now);
        return recorded with
        {
            Verdict = verdict.Kind,
            Action = verdict.Action,
            Reason = verdict.Reason,
            Matches = verdict is Verdict.Match match ? [.. match.Matches.Select(EventComposer.MatchOf)] : [],
            MatchesCapped = EventComposer.IsCapped(verdict, findings),
            HashSetVersion = set.Version,
            PolicyVersion = policy.Version,
            Worker = worker,
            Timings = null,
            Cached = false,
        };
    }

    /// <returns>Null when the verdict carries no readable digests.</returns>
    public ContentFindings? FindingsOf(VerdictEvent recorded, DateTimeOffset now)
    {
        if (DigestsOf(recorded.Digests) is not { } digests)
        {
            return null;
        }

        var plan = planner.PlanFor(set.Index, policy, now);
        var hashes = HashesOf(recorded.Perceptual);
        var (exact, collisions) = MatchStage.Exact(digests, set.Index, plan);
        var near = MatchStage.Near(hashes, set.Index, plan);
        var settled = hashes.IsEmpty && exact.Any(match => policy.Settles(match, now));
        return new ContentFindings(set.Version, plan.Digest, recorded.Image?.Length ?? 0, digests)
        {
            Perceptual = hashes,
            Matches = [.. exact, .. near.Matches],
            Collisions = collisions,
            MatchesCapped = near.Capped,
            PixelsSkipped = settled,
            Obstacle = settled ? null
                : plan.TakesSha512 && digests.Sha512 is null ? NoFingerprint
                : ObstacleOf(recorded, hashes, plan),
            SearchObstacle = near.Obstacle,
        };
    }

    private (Verdict Verdict, ContentFindings? Findings) JudgeWithFindings(VerdictEvent recorded, DateTimeOffset now) =>
        policy.OutOfScope(DataOf(recorded)) is { } notScanned ? (notScanned, null)
        : FindingsOf(recorded, now) is { } findings ? (policy.Judge(findings, now), findings)
        : (policy.Unscannable(
            recorded.Verdict == VerdictKind.Unscannable ? ReasonOf(recorded.Reason) : NoFingerprint), null);

    private UnscannableReason? ObstacleOf(VerdictEvent recorded, ImmutableArray<PerceptualHash> hashes, SearchPlan plan)
    {
        if (recorded.Verdict == VerdictKind.Unscannable
            && ReasonOf(recorded.Reason) is var reason && !IsAskedAgain(reason))
        {
            return reason;
        }

        if (recorded.Image?.Incomplete is { } incomplete && ReasonOf(incomplete) is var then
            && !IsAskedAgain(then))
        {
            return then;
        }

        // Searching fewer frames than there are, or fewer transforms than the policy asks for, is not looking in full.
        return hashes.IsEmpty || recorded.PerceptualCapped == true
            || (plan.AnyDihedral && !hashes.Any(hash => hash.Transform != DihedralTransform.Original))
            ? NoFingerprint
            : QualityGate.ObstacleOf(
                hashes, ReasonOf(recorded.Reason) == QualityGate.Transparency, plan, policy);
    }

    // What hashes and index say by themselves.
    private static bool IsAskedAgain(UnscannableReason reason) =>
        reason.Code is UnscannableCode.LowQuality or UnscannableCode.SearchLimit || reason == QualityGate.Transparency;

    private static UnscannableReason ReasonOf(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        var code = at < 0 ? text : text[..at];
        return new UnscannableReason(Codes.GetValueOrDefault(code), at < 0 ? null : text[(at + 1)..]);
    }

    private static ContentDigests? DigestsOf(DigestsData? data) =>
        data is not null && Hash128.TryParseHex(data.Md5, out var md5) && Hash160.TryParseHex(data.Sha1, out var sha1)
        && Hash256.TryParseHex(data.Sha256, out var sha256)
            ? new ContentDigests(md5, sha1, sha256)
            {
                Sha512 = Hash512.TryParseHex(data.Sha512, out var sha512) ? sha512 : null,
            }
            : null;

    private static ImmutableArray<PerceptualHash> HashesOf(IReadOnlyList<PerceptualData> data)
    {
        var hashes = ImmutableArray.CreateBuilder<PerceptualHash>(data.Count);
        foreach (var one in data)
        {
            if (one.Algorithm == HashAlgorithm.Pdq.Id && Hash256.TryParseHex(one.Hash, out var hash)
                && Transforms.TryGetValue(one.Transform, out var transform))
            {
                hashes.Add(new PerceptualHash(hash, one.Quality, one.Frame, transform)
                {
                    Crop = CropOf(one),
                    Backdrop = Backdrops.GetValueOrDefault(one.Backdrop ?? string.Empty),
                    Second = one.Second,
                });
            }
        }

        return hashes.ToImmutable();
    }

    /// <summary>The part of the picture that was hashed.</summary>
    public static PictureCrop CropOf(PerceptualData data) => Crops.GetValueOrDefault(data.Crop ?? string.Empty);

    /// <summary>What the policy's scope goes by.</summary>
    public static UploadData DataOf(VerdictEvent recorded) => new()
    {
        UploadId = recorded.UploadId,
        Content = new UploadContent(),
        Surface = recorded.Upload?.Surface,
        Jurisdiction = recorded.Upload?.Jurisdiction,
    };
}
