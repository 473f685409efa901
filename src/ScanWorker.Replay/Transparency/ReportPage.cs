using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Reports;

namespace ScanWorker.Replay.Transparency;

/// <summary>A report as one page of HTML with plots: no script, nothing fetched. Pure.</summary>
internal static class ReportPage
{
    private const int DaysMax = 92;
    private const int UsualMax = 31;

    public static string Render(TransparencyReport report) => HtmlPage.Render("Transparency report", html =>
    {
        html.Append("<p>").Append(HtmlEncoder.Default.Encode(report.Headline)).Append("</p>\n");
        AppendFigure(html, "Uploads by day of their first verdict", "dark: those that match.", Days(report.Counts));
        foreach (var section in report.Sections.Where(section => !section.IsForMachines))
        {
            Append(html, section, report.Counts);
        }
    });

    private static void Append(StringBuilder html, ReportSection section, ReportCounts counts)
    {
        html.Append(CultureInfo.InvariantCulture,
            $"<section data-section=\"{section.Id}\">\n<h2>{section.Title}</h2>\n");
        html.Append("<p>").Append(HtmlEncoder.Default.Encode(section.Meaning)).Append("</p>\n");
        if (section.Rows.IsEmpty)
        {
            html.Append("<p>None.</p>\n</section>\n");
            return;
        }

        if (section.Id == "matches")
        {
            foreach (var bank in counts.Distances.Keys.Select(key => key.Bank).Distinct())
            {
                AppendFigure(
                    html, $"{bank}: uploads by distance in bits", "perceptual matches alone.", Distances(counts, bank));
            }
        }

        AppendTable(html, section);
        html.Append("</section>\n");
    }

    private static void AppendTable(StringBuilder html, ReportSection section)
    {
        html.Append("<table><tr>");
        foreach (var column in section.Columns)
        {
            html.Append("<th class=\"name\">").Append(column).Append("</th>");
        }

        html.Append("<th>").Append(section.Unit).Append("</th></tr>\n");
        foreach (var row in section.Rows)
        {
            html.Append("<tr>");
            foreach (var cell in row.Cells)
            {
                html.Append("<td class=\"name\">").Append(HtmlEncoder.Default.Encode(cell)).Append("</td>");
            }

            html.Append("<td>").Append(ReportFiles.Number(row.Value)).Append("</td></tr>\n");
        }

        html.Append("</table>\n");
    }

    private static void AppendFigure(StringBuilder html, string name, string note, ImmutableArray<Bar> bars)
    {
        if (!bars.IsEmpty)
        {
            html.Append("<figure>").Append(BarPlot.Render(name, bars)).Append("<figcaption>");
            html.Append(HtmlEncoder.Default.Encode($"{name}; {note}")).Append("</figcaption></figure>\n");
        }
    }

    // More days than fit beside each other are drawn by month.
    private static ImmutableArray<Bar> Days(ReportCounts counts)
    {
        var form = counts.Days.Keys.Select(key => key.Day).Distinct().Count() > DaysMax ? "yyyy-MM" : "MM-dd";
        return
        [
            .. counts.Days.GroupBy(pair => pair.Key.Day.ToString(form, CultureInfo.InvariantCulture))
                .Select(day => new Bar(
                    day.Key, day.Sum(pair => pair.Value),
                    day.Where(pair => pair.Key.Kind == VerdictKind.Match).Sum(pair => pair.Value))),
        ];
    }

    // On one scale for all banks.
    private static ImmutableArray<Bar> Distances(ReportCounts counts, string bank) =>
    [
        .. Enumerable.Range(0, counts.Distances.Keys.Select(key => key.Distance).Append(UsualMax).Max() + 1)
            .Select(distance => counts.Distances.GetValueOrDefault((bank, distance)) is var count
                ? new Bar(distance.ToString(CultureInfo.InvariantCulture), count, count)
                : default),
    ];
}
