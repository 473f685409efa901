using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Index.Videos;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline.Policy;

/// <summary>Makes the plan of an index under a policy, and keeps it until either changes or a bank expires.</summary>
/// <param name="videoWorkMax">See <see cref="SearchPlan.VideoWorkMax"/>.</param>
internal sealed class SearchPlanner(long videoWorkMax = SearchWork.Max)
{
    /// <summary>
    /// Raised when the program begins to find more, or other things, in the same bytes: older findings are not used
    /// then.
    /// </summary>
    private const string FindingsGeneration = "3\n";

    private readonly ConditionalWeakTable<HashIndex, Planned> _known = [];

    public SearchPlan PlanFor(HashIndex index, VerdictPolicy policy, DateTimeOffset now)
    {
        if (_known.TryGetValue(index, out var known) && known.Policy == policy && known.NextExpiry > now)
        {
            return known.Plan;
        }

        var banks = index.Banks.Select(policy.BankOf).ToList();
        var nextExpiry = banks.Select(bank => bank.Expires).Where(expires => expires > now).Min()
            ?? DateTimeOffset.MaxValue;
        var plan = Make(index, banks, now);
        _known.AddOrUpdate(index, new Planned(policy, plan, nextExpiry));
        return plan;
    }

    private SearchPlan Make(HashIndex index, List<BankPolicy> banks, DateTimeOffset now)
    {
        var names = index.Banks;
        var radius = banks
            .Select(bank => VerdictPolicy.InForce(bank, now) ? bank.MaxDistance : -1).ToImmutableArray();
        var floor = banks.Select(bank => bank.MinQuality).ToImmutableArray();
        var dihedral = banks.Select(bank => bank.Transforms == QueryTransforms.Dihedral).ToImmutableArray();
        var negative = banks.Select(bank => bank.Negative).ToImmutableArray();
        var text = new StringBuilder(FindingsGeneration);
        text.Append(index.HoldsSha512 ? "sha512\n" : ""); // Findings without it must not answer for those with it.
        for (var i = 0; i < names.Length; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture, $"{names[i]}\n{radius[i]} {floor[i]} {dihedral[i]} {negative[i]}\n");
        }

        var crops = CropsOf(banks, radius);
        foreach (var (query, distances) in crops.OrderBy(crop => crop.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"{query} {string.Join(' ', distances)}\n");
        }

        ImmutableArray<VideoRule> videos = index.HoldsVideos
            ? [.. banks.Select((bank, i) => radius[i] < 0 ? VideoRule.None : bank.Video.ToRule())]
            : [];
        foreach (var (bank, rule) in videos.Index())
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"vpdq {bank} {rule.RadiusBits} {rule.KnownPercent} {rule.QueryPercent}\n");
        }

        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return new SearchPlan(radius, floor, dihedral, negative, Convert.ToHexStringLower(digest.AsSpan(0, 6)))
        {
            TakesSha512 = index.HoldsSha512,
            RadiusByCrop = crops,
            VideoRules = videos,
            VideoWorkMax = videoWorkMax,
        };
    }

    private static ImmutableDictionary<CropQueries, ImmutableArray<int>> CropsOf(
        List<BankPolicy> banks, ImmutableArray<int> radius)
    {
        var wanted = Enum.GetValues<CropQueries>().Where(query => int.PopCount((int)query) == 1
            && banks.Where((bank, i) => radius[i] >= 0 && !bank.Negative && bank.DistanceOf(query) is not null).Any());
        return wanted.ToImmutableDictionary(
            query => query,
            query => banks.Select((bank, i) => radius[i] < 0 ? -1 : bank.DistanceOf(query) ?? -1).ToImmutableArray());
    }

    private sealed record Planned(VerdictPolicy Policy, SearchPlan Plan, DateTimeOffset NextExpiry);
}

/// <summary>How one version of a hash set is searched under one policy.</summary>
/// <param name="RadiusByBank">By position in <see cref="HashIndex.Banks"/>; -1 leaves the bank out.</param>
/// <param name="MinQualityByBank">PDQ quality below which the bank is not searched.</param>
/// <param name="DihedralByBank">Whether all eight transforms are searched in the bank.</param>
/// <param name="NegativeByBank">Whether the bank's matches suppress those of others in the same frame.</param>
/// <param name="Digest">Names the plan: equal plans of one set version find the same.</param>
public sealed record SearchPlan(
    ImmutableArray<int> RadiusByBank, ImmutableArray<int> MinQualityByBank, ImmutableArray<bool> DihedralByBank,
    ImmutableArray<bool> NegativeByBank, string Digest)
{
    public bool AnyDihedral { get; } = DihedralByBank.Contains(true);

    /// <summary>The hashes of each frame that some bank is searched for.</summary>
    public FrameTransforms Transforms => AnyDihedral ? FrameTransforms.Turned : FrameTransforms.Upright;

    /// <summary>As <see cref="RadiusByBank"/>, for each part of a picture that some bank is searched by.</summary>
    public ImmutableDictionary<CropQueries, ImmutableArray<int>> RadiusByCrop { get; init; } =
        ImmutableDictionary<CropQueries, ImmutableArray<int>>.Empty;

    /// <summary>The parts of a picture that are to be hashed.</summary>
    public CropQueries Crops => RadiusByCrop.Keys.Aggregate(CropQueries.None, (all, query) => all | query);

    /// <summary>How near a look at a picture must be, by bank.</summary>
    internal ImmutableArray<int> RadiusFor(PictureCrop crop) => crop.Query == CropQueries.None
        ? RadiusByBank
        : RadiusByCrop.GetValueOrDefault(crop.Query, [.. RadiusByBank.Select(_ => -1)]);

    /// <summary>When a video matches, by bank; empty where no entry has frames of one.</summary>
    public ImmutableArray<VideoRule> VideoRules { get; init; } = [];

    /// <summary>What the search of an upload among videos may cost; beyond it the upload is
    /// <see cref="UnscannableCode.SearchLimit"/>.</summary>
    public long VideoWorkMax { get; init; } = SearchWork.Max;

    /// <summary>Whether a match is of a bank that suppresses others.</summary>
    internal bool IsNegative(HashIndex index, KnownMatch match) => NegativeByBank[index.Banks.IndexOf(match.Bank)];

    /// <summary>SHA-512 of a content is to be taken: an entry has one.</summary>
    public bool TakesSha512 { get; init; }
}
