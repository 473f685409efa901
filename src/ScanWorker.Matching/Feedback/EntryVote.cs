using System.Collections.Immutable;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Feedback;

/// <summary>What reviewers say of an entry itself, for the exchange that it came from.</summary>
/// <param name="Entry">Which.</param>
/// <param name="IsExact">Of its digests; else of its perceptual hash.</param>
/// <param name="IsAffirmative">It belongs on the list.</param>
/// <param name="Reasons">Codes that reviewers gave for it, the most frequent first.</param>
public sealed record EntryVote(EntryKey Entry, bool IsExact, bool IsAffirmative, ImmutableArray<string> Reasons)
{
    /// <summary>A vote for each entry of which more matches are confirmed than denied, or more denied.</summary>
    /// <param name="book">What stands.</param>
    /// <param name="within">
    /// Perceptual matches count up to this distance: a denial of a distant one says that the match is wrong, and little
    /// of the entry.
    /// </param>
    /// <returns>Sorted.</returns>
    public static ImmutableArray<EntryVote> Of(OpinionBook book, int within)
    {
        var opinions = book.Opinions.ToLookup(opinion => (opinion.Entry, opinion.Upload));
        return
        [
            .. ReviewedMatch.Of(book.Opinions).Where(match => match.IsExact == true || match.Distance <= within)
                .GroupBy(match => (match.Entry, IsExact: match.IsExact == true))
                .Select(group => VoteOf(
                    group.Key.Entry, group.Key.IsExact, MatchPrecision.Of(group),
                    group.SelectMany(match => opinions[(match.Entry, match.Upload)]))).OfType<EntryVote>()
                .OrderBy(vote => vote.Entry.ToString(), StringComparer.Ordinal).ThenByDescending(vote => vote.IsExact),
        ];
    }

    private static EntryVote? VoteOf(
        EntryKey entry, bool isExact, MatchPrecision matches, IEnumerable<Opinion> opinions)
    {
        if (matches.Confirmed == matches.Denied)
        {
            return null;
        }

        var isAffirmative = matches.Confirmed > matches.Denied;
        var decision = isAffirmative ? ReviewDecision.Confirmed : ReviewDecision.Denied;
        return new EntryVote(entry, isExact, isAffirmative,
        [
            .. opinions.Where(opinion => opinion.Decision == decision).Select(opinion => opinion.Reason)
                .OfType<string>().CountBy(reason => reason).OrderByDescending(reason => reason.Value)
                .ThenBy(reason => reason.Key, StringComparer.Ordinal).Select(reason => reason.Key),
        ]);
    }
}
