using ScanWorker.Matching.Feedback;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;
using MatchGroup = (
    string Bank, string Kind, string Band, ScanWorker.Pipeline.Events.PolicyAction Action, string Surface);

namespace ScanWorker.Replay.Transparency;

/// <summary>
/// The counts of a transparency report. Their room depends on how many banks, surfaces, reasons and days there are, and
/// not on how many uploads. Not thread-safe.
/// </summary>
internal sealed class ReportCounts
{
    private const int NamesMax = 200;
    private const int NameLengthMax = 100;
    private const string Other = "other";

    private readonly BoundedLabel _banks = new(NamesMax);
    private readonly BoundedLabel _surfaces = new(NamesMax);
    private readonly BoundedLabel _rules = new(NamesMax);

    /// <summary>Uploads in the period.</summary>
    public long Uploads { get; private set; }

    /// <summary>When the first of them was judged; null: there is none.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>When the last of them was judged first.</summary>
    public DateTimeOffset? Last { get; private set; }

    public SortedDictionary<(VerdictKind Kind, PolicyAction Action), long> Outcomes { get; } = [];

    public SortedDictionary<string, long> NotScanned { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<(string Reason, PolicyAction Action), long> Unscannable { get; } = [];

    /// <summary>An upload that matches entries of several banks counts in each.</summary>
    public SortedDictionary<MatchGroup, long> Matches { get; } = [];

    public SortedDictionary<(string Surface, VerdictKind Kind), long> Surfaces { get; } = [];

    public SortedDictionary<(DateOnly Day, VerdictKind Kind), long> Days { get; } = [];

    /// <summary>By bank and distance: uploads with a perceptual match.</summary>
    public SortedDictionary<(string Bank, int Distance), long> Distances { get; } = [];

    /// <summary>Uploads that have been decided more than once.</summary>
    public long DecidedAnew { get; private set; }

    /// <summary>Of these: the last word is a match, and the first was not.</summary>
    public long LateFinds { get; private set; }

    /// <summary>Of these: once blocked, and not any more.</summary>
    public long Reversals { get; private set; }

    /// <summary>From the end of the upload to its first verdict.</summary>
    public DurationCounts Waits { get; } = new();

    /// <summary>What of that the worker took.</summary>
    public DurationCounts Works { get; } = new();

    /// <summary>What reviewers decided; null where nobody asked for it.</summary>
    public SortedDictionary<(string Bank, string Kind, string Band, ReviewDecision Decision), long>? Reviews
    {
        get;
        private set;
    }

    /// <summary>What reviewers decided in a period.</summary>
    public void AddReviews(IEnumerable<Opinion> opinions, ReportPeriod period)
    {
        Reviews ??= [];
        foreach (var opinion in opinions.Where(opinion => period.Holds(opinion.At)))
        {
            var band = opinion is { IsExact: not true, Distance: { } distance } ? DistanceBands.Of(distance) : "";
            Count(Reviews, (
                _banks.Of(NameOf(opinion.Entry.Bank)), CountedMatch.NameOf(opinion.IsExact), band, opinion.Decision));
        }
    }

    /// <summary>An upload, by its last word.</summary>
    public void Add(CountedVerdict last)
    {
        Uploads++;
        First = First < last.FirstScannedAt ? First : last.FirstScannedAt;
        Last = Last > last.FirstScannedAt ? Last : last.FirstScannedAt;
        var surface = _surfaces.Of(NameOf(last.Surface));
        Count(Outcomes, (last.Kind, last.Action));
        Count(Surfaces, (surface, last.Kind));
        Count(Days, (DateOnly.FromDateTime(last.FirstScannedAt.UtcDateTime), last.Kind));
        switch (last.Kind)
        {
            case VerdictKind.NotScanned:
                Count(NotScanned, _rules.Of(NameOf(last.Reason)));
                break;
            case VerdictKind.Unscannable:
                Count(Unscannable, (last.Reason, last.Action));
                break;
        }

        foreach (var match in last.Matches)
        {
            Add(match, surface);
        }
    }

    /// <summary>How long an upload waited for its first verdict.</summary>
    public void AddTimes(CountedVerdict first)
    {
        if (first.Wait is { } wait)
        {
            Waits.Add(wait);
        }

        if (first.Work is { } work)
        {
            Works.Add(work);
        }
    }

    /// <summary>An upload that has been decided more than once.</summary>
    /// <param name="earliest">The earliest of its verdicts that was read.</param>
    /// <param name="last">Its last word.</param>
    public void AddAnew(CountedVerdict earliest, CountedVerdict last)
    {
        DecidedAnew++;
        var wasFound = earliest.Decision == 0 ? earliest.Kind == VerdictKind.Match : earliest.Before >= last.Action;
        LateFinds += last.Kind == VerdictKind.Match && !wasFound ? 1 : 0;
        Reversals += last.WasBlocked && last.Action != PolicyAction.Block ? 1 : 0;
    }

    private void Add(CountedMatch match, string surface)
    {
        var bank = _banks.Of(NameOf(match.Bank));
        Count(Matches, (bank, match.KindName, match.Band, match.Action, surface));
        if (match.Kind == MatchKind.Near)
        {
            Count(Distances, (bank, match.Distance));
        }
    }

    // What is no name is not repeated: it could be anything.
    private static string NameOf(string value) =>
        value.Length is > 0 and <= NameLengthMax && !value.Any(char.IsControl) ? value : Other;

    private static void Count<T>(SortedDictionary<T, long> counts, T key) where T : notnull =>
        counts[key] = counts.GetValueOrDefault(key) + 1;
}
