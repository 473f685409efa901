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
    public static ImmutableArray<EntryVote> Of(OpinionBook book, int within) =>
    [
        .. book.Opinions.Where(opinion => opinion.IsExact == true || opinion.Distance <= within)
            .GroupBy(opinion => (opinion.Entry, IsExact: opinion.IsExact == true))
            .Select(group => VoteOf(group.Key.Entry, group.Key.IsExact, [.. group])).OfType<EntryVote>()
            .OrderBy(vote => vote.Entry.ToString(), StringComparer.Ordinal).ThenByDescending(vote => vote.IsExact),
    ];

    private static EntryVote? VoteOf(EntryKey entry, bool isExact, List<Opinion> opinions)
    {
        var denied = opinions.Count(opinion => opinion.Decision == ReviewDecision.Denied);
        var majority = opinions.Count - denied - denied;
        var decision = majority > 0 ? ReviewDecision.Confirmed : ReviewDecision.Denied;
        return majority == 0 ? null : new EntryVote(entry, isExact, majority > 0,
        [
            .. opinions.Where(opinion => opinion.Decision == decision).Select(opinion => opinion.Reason)
                .OfType<string>().CountBy(reason => reason).OrderByDescending(reason => reason.Value)
                .ThenBy(reason => reason.Key, StringComparer.Ordinal).Select(reason => reason.Key),
        ]);
    }
}
