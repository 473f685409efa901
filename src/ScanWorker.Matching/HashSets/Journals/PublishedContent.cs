using System.Collections.Immutable;

namespace ScanWorker.Matching.HashSets.Journals;

/// <summary>What a published version is made of.</summary>
/// <param name="Chain">Its segments, in the order in which they apply.</param>
/// <param name="Banks">Its banks, by name.</param>
public sealed record PublishedContent(ImmutableArray<SegmentFacts> Chain, ImmutableArray<BankFacts> Banks)
{
    public static PublishedContent Nothing { get; } = new([], []);

    /// <summary>The same with one more segment.</summary>
    public PublishedContent With(SegmentFacts segment, IEnumerable<BankChange> changes, DateTimeOffset at) =>
        new(Chain.Add(segment), [.. BankLedger.After(Banks, changes, at)]);
}
