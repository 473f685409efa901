using ScanWorker.Matching.Feedback;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>How reviewers judged a bank's matches of one kind and class of distance.</summary>
/// <param name="Bank">The bank's name.</param>
/// <param name="Kind"><c>exact</c>, <c>near</c>, or <c>unknown</c> where feedback does not say.</param>
/// <param name="Distance">In the classes of <c>scanworker.matches</c>, or <c>unknown</c>.</param>
/// <param name="Precision">The matches, by what most of their reviewers decided.</param>
internal sealed record ReviewCount(string Bank, string Kind, string Distance, MatchPrecision Precision)
{
    private const string Unknown = "unknown";

    public static IReadOnlyCollection<ReviewCount> Of(IEnumerable<ReviewedMatch> matches) =>
    [
        .. matches.GroupBy(match => (match.Entry.Bank, Kind: KindOf(match), Distance: ClassOf(match)))
            .OrderBy(group => group.Key)
            .Select(group => new ReviewCount(
                group.Key.Bank, group.Key.Kind, group.Key.Distance, MatchPrecision.Of(group))),
    ];

    private static string KindOf(ReviewedMatch match) => match.IsExact switch
    {
        true => "exact",
        false => "near",
        null => Unknown,
    };

    private static string ClassOf(ReviewedMatch match) =>
        match.IsExact == true ? DistanceBucket.Of(0)
        : match.Distance is { } bits ? DistanceBucket.Of(bits) : Unknown;
}
