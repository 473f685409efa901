using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Replay.Reports;

/// <summary>
/// Counts by bank how many uploads lie at which distance from their nearest entry, also beyond what the policy counts
/// as near: so one sees what another distance would gain and cost. Not thread-safe.
/// </summary>
internal sealed class NearestDistances
{
    /// <inheritdoc cref="HashAlgorithm.DistanceMax"/>
    public static readonly int DistanceMax = HashAlgorithm.Pdq.DistanceMax;

    private readonly HashIndex _index;
    private readonly int[] _radius;
    private readonly bool[] _isDihedral;
    private readonly int[] _qualityFloor;
    private readonly List<NearMatch> _found = [];

    public NearestDistances(HashIndex index, VerdictPolicy policy)
    {
        _index = index;
        Banks = [.. index.Banks.Select(name => new DistanceCounts(name, policy.BankOf(name)))];
        _radius = [.. Banks.Select(bank => bank.Policy.Enabled ? DistanceMax : -1)];
        _isDihedral = [.. Banks.Select(bank => bank.Policy.Transforms == QueryTransforms.Dihedral)];
        _qualityFloor = [.. Banks.Select(bank => bank.Policy.MinQuality)];
    }

    public ImmutableArray<DistanceCounts> Banks { get; }

    public long Uploads { get; private set; }

    /// <summary>Counts one upload, by the perceptual hashes and the exact matches of its verdict.</summary>
    public void Add(VerdictEvent verdict)
    {
        Uploads++;
        Span<int> nearest = stackalloc int[Banks.Length];
        nearest.Fill(int.MaxValue);
        foreach (var perceptual in verdict.Perceptual)
        {
            if (Hash256.TryParseHex(perceptual.Hash, out var hash))
            {
                Search(hash, perceptual, nearest);
            }
        }

        for (var bank = 0; bank < Banks.Length; bank++)
        {
            if (nearest[bank] <= DistanceMax)
            {
                Banks[bank].Near[nearest[bank]]++;
            }
            else if (verdict.Matches.Any(match => match.Kind == MatchKind.Exact && match.Bank == Banks[bank].Name))
            {
                Banks[bank].ExactAlone++;
            }
        }
    }

    private void Search(Hash256 hash, PerceptualData perceptual, Span<int> nearest)
    {
        Span<int> radius = stackalloc int[_radius.Length];
        var isUpright = perceptual.Transform == "original";
        for (var bank = 0; bank < radius.Length; bank++)
        {
            radius[bank] = perceptual.Quality >= _qualityFloor[bank] && (isUpright || _isDihedral[bank])
                ? _radius[bank]
                : -1;
        }

        _found.Clear();
        _index.FindNear([hash], radius, _found, matchesMax: int.MaxValue);
        foreach (var match in _found)
        {
            nearest[match.Bank] = Math.Min(nearest[match.Bank], match.Distance);
        }
    }
}
