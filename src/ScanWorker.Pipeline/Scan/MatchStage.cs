using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;
using EntryLook = (int Entry, int Frame, ScanWorker.Pipeline.Findings.PictureCrop Crop,
    ScanWorker.Pipeline.Findings.PictureBackdrop Backdrop);

namespace ScanWorker.Pipeline.Scan;

/// <summary>Looks hashes up in one version of the hash set. Pure; thread-safe.</summary>
internal static class MatchStage
{
    /// <summary>
    /// Near matches that are kept for one look at a frame, of each group of entries that decide the same: the nearest.
    /// So what is left out may be missed as evidence, and changes no verdict: at most, where the flood guard holds all
    /// that are kept, one that it does not hold.
    /// </summary>
    public const int NearMatchesMax = 100;

    /// <summary>Entries that share a digest with the content, and those that only seem to.</summary>
    /// <returns>
    /// An MD5 or SHA-1 that is equal while the entry's SHA-256 or SHA-512 is known and differs is a collision, made or
    /// found: no match.
    /// </returns>
    public static (ImmutableArray<KnownMatch> Matches, ImmutableArray<KnownMatch> Collisions) Exact(
        in ContentDigests digests, HashIndex index, SearchPlan plan)
    {
        var found = new List<ExactMatch>();
        index.FindExact(in digests, found);
        if (found.Count == 0)
        {
            return ([], []);
        }

        var matches = ImmutableArray.CreateBuilder<KnownMatch>();
        var collisions = ImmutableArray.CreateBuilder<KnownMatch>();
        foreach (var exact in found.Where(exact => plan.RadiusByBank[exact.Bank] >= 0))
        {
            var entry = index.GetEntry(exact.Entry);
            var match = Known(entry, MatchKind.Exact) with { Digests = exact.Agreeing };
            (IsContradicted(exact.Agreeing, entry, in digests) ? collisions : matches).Add(match);
        }

        return (matches.ToImmutable(), collisions.ToImmutable());
    }

    private static bool IsContradicted(DigestKinds agreeing, Entry entry, in ContentDigests digests) =>
        (agreeing & (DigestKinds.Sha256 | DigestKinds.Sha512)) == 0
        && (entry.Sha256 is not null || (entry.Sha512 is not null && digests.Sha512 is not null));

    /// <summary>
    /// What was found of the bytes that are seen, and what is known of the form in which the store keeps them: of that
    /// nothing is remembered under the digest of the bytes, since others may be packed otherwise.
    /// </summary>
    public static ContentFindings WithPacked(
        ContentFindings findings, FetchedContent content, HashIndex index, SearchPlan plan)
    {
        if (content.PackingObstacle is { } obstacle)
        {
            return findings with { Obstacle = obstacle };
        }

        if (content.Packed is not { } packed)
        {
            return findings;
        }

        var (matches, collisions) = Exact(packed.Digests, index, plan);
        return findings with
        {
            PackedDigests = packed.Digests,
            Matches = [.. findings.Matches, .. matches.Where(match => !findings.Matches.Any(match.IsOfSameEntry))],
            Collisions = [.. findings.Collisions, .. collisions],
        };
    }

    /// <summary>
    /// Entries whose PDQ hash is near one of the content's, each once, at its nearest frame and transform; each once
    /// for every frame, crop and backdrop, where a negative entry is near one of them and so may suppress it there. And
    /// those that a video matches by its frames: <see cref="VideoStage"/>.
    /// </summary>
    public static NearFindings Near(
        IReadOnlyList<PerceptualHash> hashes, HashIndex index, SearchPlan plan)
    {
        var best = new Dictionary<EntryLook, (NearMatch Match, PerceptualHash Look)>();
        var capped = false;
        foreach (var look in LooksOf(hashes))
        {
            capped |= SearchLook(look, index, plan, best);
        }

        var found = best.Values.OrderBy(found => found.Match.Distance).ThenBy(found => found.Match.Entry)
            .ThenBy(found => found.Look.Frame).ThenBy(found => found.Look.Crop)
            .ThenBy(found => found.Look.Backdrop);
        var negative = best.Where(near => plan.NegativeByBank[near.Value.Match.Bank]).ToList();
        var videos = VideoStage.Find(hashes, index, plan, SuppressedBy(negative, index));
        var kept = negative.Count > 0 || videos.Matches.Any(video => plan.IsNegative(index, video))
            ? found
            : found.DistinctBy(match => match.Match.Entry);
        return new NearFindings(
            [.. videos.Matches, .. kept.Select(match => Known(index.GetEntry(match.Match.Entry), MatchKind.Near) with
            {
                Distance = match.Match.Distance,
                Transform = match.Match.Transform,
                Frame = match.Look.Frame,
                Crop = match.Look.Crop,
                Backdrop = match.Look.Backdrop,
                Second = match.Look.Second,
            })], capped || videos.Capped)
        {
            Obstacle = videos.Obstacle,
        };
    }

    // Of an entry that is disabled for a time nobody knows here whether that has passed: it suppresses no frame of a
    // video.
    private static HashSet<(int Frame, PictureCrop Crop, PictureBackdrop Backdrop)> SuppressedBy(
        List<KeyValuePair<EntryLook, (NearMatch Match, PerceptualHash Look)>> negative, HashIndex index) =>
    [
        .. negative.Where(near => index.GetEntry(near.Key.Entry) is { Enabled: true, DisabledUntil: null })
            .Select(near => (near.Key.Frame, near.Key.Crop, near.Key.Backdrop)),
    ];

    // A border within a border is a look of its own, though both are called border.
    private static IEnumerable<PerceptualHash[]> LooksOf(IReadOnlyList<PerceptualHash> hashes) =>
        from hash in hashes
        group hash by (hash.Frame, hash.Crop, hash.Backdrop) into place
        from numbered in place.GroupBy(hash => hash.Transform).SelectMany(same => same.Index())
        group numbered.Item by (place.Key, numbered.Index) into look
        select look.OrderBy(hash => hash.Transform).ToArray();

    // Banks that look at the upright picture alone, and banks that look at all eight, are searched apart.
    private static bool SearchLook(
        PerceptualHash[] look, HashIndex index, SearchPlan plan,
        Dictionary<EntryLook, (NearMatch Match, PerceptualHash Look)> best)
    {
        var capped = false;
        var near = plan.RadiusFor(look[0].Crop);
        Span<int> radius = plan.RadiusByBank.Length <= 256
            ? stackalloc int[plan.RadiusByBank.Length]
            : new int[plan.RadiusByBank.Length];
        foreach (var dihedral in (ReadOnlySpan<bool>)[false, true])
        {
            var wanted = false;
            for (var bank = 0; bank < radius.Length; bank++)
            {
                var searched = plan.DihedralByBank[bank] == dihedral && look[0].Quality >= plan.MinQualityByBank[bank];
                radius[bank] = searched ? near[bank] : -1;
                wanted |= radius[bank] >= 0;
            }

            if (wanted)
            {
                var queries = dihedral ? look : look[..1];
                capped |= Search(queries, index, radius, best);
            }
        }

        return capped;
    }

    private static bool Search(
        PerceptualHash[] queries, HashIndex index, ReadOnlySpan<int> radius,
        Dictionary<EntryLook, (NearMatch Match, PerceptualHash Look)> best)
    {
        Span<Hash256> hashes = stackalloc Hash256[8];
        for (var i = 0; i < queries.Length; i++)
        {
            hashes[i] = queries[i].Hash;
        }

        var found = new List<NearMatch>();
        var total = index.FindNear(hashes[..queries.Length], radius, found, NearMatchesMax);
        foreach (var match in found)
        {
            var look = (match.Entry, queries[0].Frame, queries[0].Crop, queries[0].Backdrop);
            if (!best.TryGetValue(look, out var known) || match.Distance < known.Match.Distance)
            {
                best[look] = (match, queries[0]);
            }
        }

        return total > found.Count;
    }

    /// <summary>What policy decides by of an entry.</summary>
    public static KnownMatch Known(Entry entry, MatchKind kind) => new(entry.Bank, entry.EntryId, entry.Source, kind)
    {
        Classification = entry.Classification,
        Labels = entry.Labels,
        PositiveOpinions = entry.PositiveOpinions,
        NegativeOpinions = entry.NegativeOpinions,
        Enabled = entry.Enabled,
        DisabledUntil = entry.DisabledUntil,
    };
}

/// <summary>What a search by perceptual hashes found.</summary>
/// <param name="Capped">More entries match than are listed.</param>
internal sealed record NearFindings(ImmutableArray<KnownMatch> Matches, bool Capped)
{
    /// <summary>Why it may have found too little; null where it was exhaustive.</summary>
    public UnscannableReason? Obstacle { get; init; }
}
