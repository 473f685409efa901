using System.Collections.Immutable;
using System.Globalization;

namespace ScanWorker.Replay.Transparency;

/// <summary>What a report says, whatever form it takes.</summary>
/// <param name="Period">As it was asked for.</param>
/// <param name="Counts">What was counted.</param>
internal sealed record TransparencyReport(ReportPeriod Period, ReportCounts Counts)
{
    public ImmutableArray<ReportSection> Sections { get; } = ReportSections.Of(Counts);

    /// <summary>The beginning of the period: as asked for, else the first upload's.</summary>
    public string Since => Text(Period.Since ?? Counts.First);

    /// <summary>The end of the period: as asked for, else the last upload's.</summary>
    public string Until => Text(Period.Until ?? Counts.Last);

    /// <summary>The period in a sentence.</summary>
    public string Headline => string.Create(
        CultureInfo.InvariantCulture,
        $"{Counts.Uploads} upload{(Counts.Uploads == 1 ? "" : "s")} first judged {PeriodText}.");

    private string PeriodText => Counts.First is null && (Period.Since is null || Period.Until is null)
        ? "in the period"
        : $"from {Since} {(Period.Until is null ? "to" : "until before")} {Until}";

    private static string Text(DateTimeOffset? moment) =>
        moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
