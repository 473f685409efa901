using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using ScanWorker.Pipeline;

namespace ScanWorker.Replay.Reports;

/// <summary>One page of HTML with the distances of a replay: plots as SVG, no script, nothing fetched. Pure.</summary>
internal static class DistanceReport
{
    /// <param name="distances">Of all banks.</param>
    /// <param name="title">What was replayed, in a line.</param>
    public static string Render(NearestDistances distances, string title) =>
        HtmlPage.Render("Distances by bank", html => Append(html, distances, title));

    private static void Append(StringBuilder html, NearestDistances distances, string title)
    {
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p>{HtmlEncoder.Default.Encode(title)}: {distances.Uploads} uploads.</p>\n");
        html.Append(
            "<p>For every upload the distance in bits to the nearest entry of each bank. Bars left of the line count "
                + "as near today; ");
        html.Append(
            "the curve is how many uploads would match, were the line drawn there. Distances around 128 are chance, "
                + "and those ");
        html.Append(CultureInfo.InvariantCulture, $"beyond {NearestDistances.DistanceMax} are left out.</p>\n");
        foreach (var bank in distances.Banks)
        {
            Append(html, bank);
        }
    }

    private static void Append(StringBuilder html, DistanceCounts bank)
    {
        var (now, name) = (bank.Policy.MaxDistance, HtmlEncoder.Default.Encode(bank.Name));
        html.Append(CultureInfo.InvariantCulture, $"<section data-bank=\"{name}\">\n<h2>{name}</h2>\n");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p>{KebabCase.Of(bank.Policy.Action)}, distance {now}: {bank.Within(now)} uploads are near");
        html.Append(
            CultureInfo.InvariantCulture,
            $"{(bank.ExactAlone > 0 ? $", and {bank.ExactAlone} more match by a digest alone" : "")}.</p>\n");
        if (bank.Within(NearestDistances.DistanceMax) == 0)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<p>No upload lies within {NearestDistances.DistanceMax} bits.</p>\n</section>\n");
            return;
        }

        html.Append("<figure>").Append(DistancePlot.Render(bank)).Append("</figure>\n");
        AppendTable(html, bank, now);
        html.Append("</section>\n");
    }

    // Every threshold at which the number of uploads changes, and today's.
    private static void AppendTable(StringBuilder html, DistanceCounts bank, int now)
    {
        html.Append("<table><tr><th>threshold</th><th>uploads that match</th><th>gained</th><th>lost</th></tr>\n");
        var today = bank.Within(now);
        for (var distance = 0; distance <= NearestDistances.DistanceMax; distance++)
        {
            if (bank.Near[distance] == 0 && distance != now)
            {
                continue;
            }

            var then = bank.Within(distance);
            html.Append(distance == now ? "<tr class=\"now\">" : "<tr>");
            html.Append(CultureInfo.InvariantCulture,
                $"<td>{distance}</td><td>{then}</td><td>{Math.Max(then - today, 0)}</td><td>{Math.Max(today - then, 0)}</td></tr>\n");
        }

        html.Append("</table>\n");
    }
}
