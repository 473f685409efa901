using System.Collections.Immutable;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Replay.Decisions;

/// <summary>What an upload was judged to be, as far as the topics of blocks and reports have to say it. Pure.</summary>
/// <param name="Action">What is to happen with the upload.</param>
/// <param name="Reportable">A bank that blocks it or sends it to review is CyberTipline matter.</param>
/// <param name="Grounds">The matches that it rests on, those that lead to nothing included.</param>
internal sealed record Judgement(PolicyAction Action, bool Reportable, ImmutableHashSet<Ground> Grounds)
{
    /// <summary>It blocks the upload or sends it to review, and either is told to reviewers.</summary>
    public bool CallsForReport => Action >= PolicyAction.Review;

    /// <summary>Entries that a report names as its grounds.</summary>
    public IEnumerable<EntryKey> Decisive =>
        Grounds.Where(ground => ground.Action >= PolicyAction.Review).Select(ground => ground.Entry);

    /// <summary>Whether the lists say this.</summary>
    public bool Says(Ground ground) => Grounds.Any(mine => mine.Fact == ground.Fact);

    /// <param name="verdict">As it is written.</param>
    /// <param name="isReportable">Says so of a bank; asked of verdicts that do not say it themselves.</param>
    public static Judgement Of(VerdictEvent verdict, Func<string, bool> isReportable) => new(
        verdict.Action,
        verdict.Reportable ?? verdict.Matches.Any(
            match => match.Action >= PolicyAction.Review && isReportable(match.Bank)),
        [.. verdict.Matches.Select(Ground.Of), .. (verdict.Collisions ?? []).Select(Ground.Of)]);

    /// <param name="result">As it would be written.</param>
    public static Judgement Of(ScanResult result)
    {
        var matches = result.Verdict is Verdict.Match match ? match.Matches : [];
        return new Judgement(
            result.Verdict.Action,
            ReportComposer.IsReportable(result.Verdict),
            [
                .. matches.Select(EventComposer.MatchOf).Select(Ground.Of),
                .. (EventComposer.CollisionsOf(result) ?? []).Select(Ground.Of),
            ]);
    }

    /// <summary>
    /// Whether the lists say the same of the upload. The action may differ all the same, where the policy has changed.
    /// </summary>
    public bool RestsOnTheSameAs(Judgement other) =>
        Grounds.All(other.Says) && other.Grounds.All(Says);
}

/// <summary>One match that a judgement rests on.</summary>
/// <param name="Entry">Which entry.</param>
/// <param name="Kind">By a digest, or near.</param>
/// <param name="Softened">Why it counts for less than its bank's action, or null.</param>
/// <param name="Action">What the policy made of it.</param>
internal sealed record Ground(EntryKey Entry, MatchKind Kind, Softening? Softened, PolicyAction Action)
{
    /// <summary>What the lists say, without the policy.</summary>
    public (EntryKey Entry, MatchKind Kind, Softening? Softened) Fact => (Entry, Kind, Softened);

    public static Ground Of(MatchData match) =>
        new(new EntryKey(match.Bank, match.Source, match.EntryId), match.Kind, match.Softened, match.Action);
}
