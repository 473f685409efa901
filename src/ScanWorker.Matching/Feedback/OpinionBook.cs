using System.Collections.Immutable;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Feedback;

/// <summary>All opinions of reviewers that stand. Immutable.</summary>
/// <remarks>
/// Taking an opinion in twice, or two in another order, gives the same book: what is read again after a crash, or from
/// a recording and the topic both, counts once.
/// </remarks>
public sealed class OpinionBook
{
    private readonly ImmutableDictionary<(EntryKey Entry, string Upload, string Reviewer), Opinion> _opinions;

    private OpinionBook(ImmutableDictionary<(EntryKey, string, string), Opinion> opinions) => _opinions = opinions;

    public static OpinionBook Empty { get; } =
        new(ImmutableDictionary<(EntryKey, string, string), Opinion>.Empty);

    public int Count => _opinions.Count;

    /// <summary>The opinions that stand, in no order.</summary>
    public IEnumerable<Opinion> Opinions => _opinions.Values;

    /// <summary>Whether the book says something else with it.</summary>
    public bool IsNews(Opinion opinion) => IsNews(opinion, _opinions.GetValueOrDefault(opinion.Key));

    public OpinionBook With(IEnumerable<Opinion> opinions)
    {
        var builder = _opinions.ToBuilder();
        foreach (var opinion in opinions)
        {
            if (IsNews(opinion, builder.GetValueOrDefault(opinion.Key)))
            {
                builder[opinion.Key] = opinion;
            }
        }

        return new OpinionBook(builder.ToImmutable());
    }

    /// <summary>
    /// The entries that reviewers dispute: as many different ones as the bank asks for have denied matches of it, and
    /// more matches of it are denied than confirmed, each by most of its reviewers.
    /// </summary>
    /// <param name="reviewersNeeded">By bank; 0: its entries are never disputed.</param>
    /// <returns>Sorted, each once.</returns>
    public IReadOnlyList<EntryKey> Disputed(Func<string, int> reviewersNeeded) =>
    [
        .. _opinions.Values.GroupBy(opinion => opinion.Entry)
            .Where(entry => IsDisputed([.. entry], reviewersNeeded(entry.Key.Bank))).Select(entry => entry.Key)
            .OrderBy(key => key.ToString(), StringComparer.Ordinal),
    ];

    private static bool IsNews(Opinion opinion, Opinion? known) => known is null || opinion.Replaces(known);

    private static bool IsDisputed(List<Opinion> opinions, int reviewersNeeded) => reviewersNeeded > 0
        && MatchPrecision.Of(ReviewedMatch.Of(opinions)) is var matches && matches.Denied > matches.Confirmed
        && opinions.Where(opinion => opinion.Decision == ReviewDecision.Denied)
            .Select(opinion => opinion.Reviewer).Distinct(StringComparer.Ordinal).Count() >= reviewersNeeded;
}
