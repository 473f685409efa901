using System.Collections.Immutable;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Feedback;

/// <summary>A match that reviewers have judged, by the majority of them.</summary>
/// <param name="Entry">Which was matched.</param>
/// <param name="Upload">Digest of the upload's id.</param>
public sealed record ReviewedMatch(EntryKey Entry, string Upload)
{
    /// <summary>The match was by a digest; null: nobody said.</summary>
    public bool? IsExact { get; init; }

    /// <summary>Bits that differ; null: nobody said.</summary>
    public int? Distance { get; init; }

    /// <summary>Positive: confirmed; negative: denied; zero: reviewers are of two minds.</summary>
    public int Majority { get; init; }

    /// <summary>The matches that opinions are on.</summary>
    /// <param name="opinions">What stands, of each reviewer one on a match.</param>
    public static ImmutableArray<ReviewedMatch> Of(IEnumerable<Opinion> opinions) =>
    [
        .. opinions.GroupBy(opinion => (opinion.Entry, opinion.Upload)).Select(
            match => new ReviewedMatch(match.Key.Entry, match.Key.Upload)
            {
                IsExact = match.Select(opinion => opinion.IsExact).FirstOrDefault(said => said is not null),
                Distance = match.Select(opinion => opinion.Distance).FirstOrDefault(said => said is not null),
                Majority = match.Sum(opinion => opinion.Decision == ReviewDecision.Confirmed ? 1 : -1),
            }),
    ];
}

/// <summary>How often matches were right.</summary>
/// <param name="Confirmed">Matches that most of their reviewers confirmed.</param>
/// <param name="Denied">Matches that most of their reviewers denied.</param>
/// <param name="Contested">Matches with as many of both.</param>
public readonly record struct MatchPrecision(long Confirmed, long Denied, long Contested)
{
    /// <summary>The share of confirmed ones; null where none is confirmed or denied.</summary>
    public double? Share => Confirmed + Denied == 0 ? null : (double)Confirmed / (Confirmed + Denied);

    public static MatchPrecision Of(IEnumerable<ReviewedMatch> matches)
    {
        var (confirmed, denied, contested) = (0L, 0L, 0L);
        foreach (var match in matches)
        {
            confirmed += match.Majority > 0 ? 1 : 0;
            denied += match.Majority < 0 ? 1 : 0;
            contested += match.Majority == 0 ? 1 : 0;
        }

        return new MatchPrecision(confirmed, denied, contested);
    }
}
