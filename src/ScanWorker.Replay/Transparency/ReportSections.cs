using System.Collections.Immutable;
using System.Globalization;
using ScanWorker.Pipeline;

namespace ScanWorker.Replay.Transparency;

/// <summary>The tables of a report: text, CSV, JSON and page all show these. Pure.</summary>
internal static class ReportSections
{
    /// <summary>Everything that anything is counted by, in the order of CSV's columns.</summary>
    public static readonly ImmutableArray<string> Columns =
        ["verdict", "reason", "bank", "kind", "distance", "action", "surface", "measure", "decision", "day"];

    private const string Uploads = "uploads";
    private const string Seconds = "seconds";

    public static ImmutableArray<ReportSection> Of(ReportCounts counts) =>
    [
        Outcomes(counts), NotScanned(counts), Unscannable(counts), Matches(counts), Surfaces(counts), Anew(counts),
        Times(counts), .. Reviews(counts), Days(counts),
    ];

    private static ReportSection Outcomes(ReportCounts counts) => new(
        "outcomes", "Outcomes", "Every upload once, by its last word.", ["verdict", "action"], Uploads,
        [.. counts.Outcomes.Select(pair => Row(
            pair.Value, KebabCase.Of(pair.Key.Kind), KebabCase.Of(pair.Key.Action)))]);

    private static ReportSection NotScanned(ReportCounts counts) => new(
        "not-scanned", "Not scanned", "Uploads that the policy puts out of scope, by its rule.", ["reason"], Uploads,
        [.. counts.NotScanned.Select(pair => Row(pair.Value, pair.Key))]);

    private static ReportSection Unscannable(ReportCounts counts) => new(
        "unscannable", "Unscannable", "Uploads that could not be looked at in full, by the reason.",
        ["reason", "action"], Uploads,
        [.. counts.Unscannable.Select(pair => Row(pair.Value, pair.Key.Reason, KebabCase.Of(pair.Key.Action)))]);

    private static ReportSection Matches(ReportCounts counts) => new(
        "matches", "Matches",
        "Uploads that match a bank, by its strictest and then nearest entry; one that matches several banks counts "
            + "in each. Distances are in bits.",
        ["bank", "kind", "distance", "action", "surface"], Uploads,
        [.. counts.Matches.Select(pair => Row(
            pair.Value, pair.Key.Bank, pair.Key.Kind, pair.Key.Band, KebabCase.Of(pair.Key.Action),
            pair.Key.Surface))]);

    private static ReportSection Surfaces(ReportCounts counts) => new(
        "surfaces", "Surfaces", "Every upload once, by where it was uploaded.", ["surface", "verdict"], Uploads,
        [.. counts.Surfaces.Select(pair => Row(pair.Value, pair.Key.Surface, KebabCase.Of(pair.Key.Kind)))]);

    private static ReportSection Anew(ReportCounts counts) => new(
        "decided-anew", "Decided anew",
        "Uploads with a late verdict. Late finds: a match now, and none at first. Reversals: blocked once, and no "
            + "longer.",
        ["measure"], Uploads,
        [
            Row(counts.DecidedAnew, "decided anew"), Row(counts.LateFinds, "late finds"),
            Row(counts.Reversals, "reversals"),
        ]);

    private static ReportSection Times(ReportCounts counts) => new(
        "time-to-verdict", "Time to the first verdict",
        "From the end of the upload, where its event says when that was; and what of that the worker took. "
            + "Accurate to 3 %.",
        ["measure"], Seconds,
        [.. Times("upload to verdict", counts.Waits), .. Times("worker", counts.Works)]);

    private static IEnumerable<ReportRow> Times(string what, DurationCounts durations) => durations.Total == 0 ? [] :
    [
        Row(durations.Within(0.5).TotalSeconds, $"{what}, median"),
        Row(durations.Within(0.99).TotalSeconds, $"{what}, 99th percentile"),
    ];

    private static ImmutableArray<ReportSection> Reviews(ReportCounts counts) =>
        counts.Reviews is not { } reviews ? [] :
    [
        new ReportSection(
            "reviews", "Reviews",
            "Matches that reviewers confirmed or denied in the period, each reviewer's last word.",
            ["bank", "kind", "distance", "decision"], "decisions",
            [.. reviews.Select(pair => Row(
                pair.Value, pair.Key.Bank, pair.Key.Kind, pair.Key.Band, KebabCase.Of(pair.Key.Decision)))]),
    ];

    private static ReportSection Days(ReportCounts counts) => new(
        "days", "Days", "Every upload once, by the day of its first verdict (UTC).", ["day", "verdict"], Uploads,
        [.. counts.Days.Select(pair => Row(
            pair.Value, pair.Key.Day.ToString("O", CultureInfo.InvariantCulture), KebabCase.Of(pair.Key.Kind)))])
    {
        IsForMachines = true,
    };

    private static ReportRow Row(double value, params string[] cells) => new([.. cells], value);
}
