using System.Collections.Immutable;
using ScanWorker.Matching;

namespace ScanWorker.Pipeline.Policies;

/// <summary>How one version of a hash set is searched under one policy.</summary>
/// <param name="RadiusByBank">By position in <see cref="HashIndex.Banks"/>; -1 leaves the bank out.</param>
/// <param name="MinQualityByBank">PDQ quality below which the bank is not searched.</param>
/// <param name="DihedralByBank">Whether all eight transforms are searched in the bank.</param>
/// <param name="Digest">Names the plan: equal plans of one set version find the same.</param>
public sealed record SearchPlan(
    ImmutableArray<int> RadiusByBank, ImmutableArray<int> MinQualityByBank, ImmutableArray<bool> DihedralByBank,
    string Digest)
{
    public bool AnyDihedral { get; } = DihedralByBank.Contains(true);
}
