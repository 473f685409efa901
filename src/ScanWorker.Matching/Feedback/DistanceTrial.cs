using System.Collections.Immutable;

namespace ScanWorker.Matching.Feedback;

/// <summary>What one largest distance would have meant for a bank, from real decisions.</summary>
/// <param name="Bank">The bank's name.</param>
/// <param name="Distance">As if this were its largest distance.</param>
/// <param name="Here">Perceptual matches at just this distance.</param>
/// <param name="Lost">Confirmed matches beyond it, which would not have been found: what it costs.</param>
/// <param name="Saved">Denied matches beyond it, which nobody would have had to look at.</param>
public sealed record DistanceTrial(string Bank, int Distance, MatchPrecision Here, long Lost, long Saved)
{
    /// <summary>A row for each distance at which a match was judged, and for those asked for.</summary>
    /// <param name="matches">Those by a digest, and those of unknown distance, are left out.</param>
    /// <param name="asked">More distances.</param>
    /// <returns>By bank and distance.</returns>
    public static ImmutableArray<DistanceTrial> Of(
        IEnumerable<ReviewedMatch> matches, IReadOnlyCollection<int> asked) =>
    [
        .. matches.Where(match => match is { IsExact: not true, Distance: not null })
            .GroupBy(match => match.Entry.Bank).OrderBy(bank => bank.Key, StringComparer.Ordinal)
            .SelectMany(bank => OfBank(bank.Key, bank.ToLookup(match => match.Distance ?? 0), asked)),
    ];

    private static IEnumerable<DistanceTrial> OfBank(
        string bank, ILookup<int, ReviewedMatch> matches, IReadOnlyCollection<int> asked)
    {
        var distances = matches.Select(at => at.Key).Union(asked).Order().ToList();
        foreach (var distance in distances)
        {
            var beyond = MatchPrecision.Of(matches.Where(at => at.Key > distance).SelectMany(at => at));
            yield return new DistanceTrial(
                bank, distance, MatchPrecision.Of(matches[distance]), beyond.Confirmed, beyond.Denied);
        }
    }
}
