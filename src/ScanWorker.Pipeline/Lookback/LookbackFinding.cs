using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Lookback;

/// <summary>What a look back at one upload leads to.</summary>
/// <param name="UploadId">Whose.</param>
/// <param name="Before">The action that its verdict had.</param>
/// <param name="Now">The action that it has now.</param>
/// <param name="Banks">Of the entries that the finding rests on.</param>
/// <param name="Events">Late blocks and reports, or a reversal; never empty.</param>
public sealed record LookbackFinding(
    string UploadId, PolicyAction Before, PolicyAction Now, ImmutableArray<string> Banks,
    ImmutableArray<OutboundEvent> Events)
{
    public override string ToString() => $"{KebabCase.Of(Before)} is {KebabCase.Of(Now)}";
}
