using System.Globalization;
using System.Text;

namespace ScanWorker.Replay.Reports;

/// <summary>
/// Draws one bank's distances as SVG: bars by distance, their sum as a curve, the threshold as a line. Pure.
/// </summary>
internal static class DistancePlot
{
    private const int Width = 960;
    private const int Height = 240;
    private const int Left = 44;
    private const int Right = 44;
    private const int Top = 14;
    private const int Bottom = 30;
    private const int LabelEvery = 8;

    private static readonly double Step = (double)(Width - Left - Right) / (NearestDistances.DistanceMax + 1);
    private const double Floor = Height - Bottom;

    public static string Render(DistanceCounts bank)
    {
        var (highest, total) = (Math.Max(bank.Near.Max(), 1), Math.Max(bank.Within(NearestDistances.DistanceMax), 1));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Uploads by distance\">");
        for (var distance = 0; distance <= NearestDistances.DistanceMax; distance++)
        {
            AppendBar(svg, bank, distance, highest);
        }

        AppendCurve(svg, bank, total);
        AppendAxes(svg, highest, total);
        AppendThreshold(svg, bank.Policy.MaxDistance);
        return svg.Append("</svg>").ToString();
    }

    private static void AppendBar(StringBuilder svg, DistanceCounts bank, int distance, long highest)
    {
        var count = bank.Near[distance];
        if (count > 0)
        {
            var height = (Floor - Top) * count / highest;
            svg.Append(CultureInfo.InvariantCulture,
                $"<rect class=\"{(distance <= bank.Policy.MaxDistance ? "in" : "out")}\" x=\"{X(distance) + 0.5:0.##}\" y=\"{Floor - height:0.##}\" ");
            svg.Append(CultureInfo.InvariantCulture,
                $"width=\"{Step - 1:0.##}\" height=\"{height:0.##}\"><title>{count} at distance {distance}</title></rect>");
        }
    }

    private static void AppendCurve(StringBuilder svg, DistanceCounts bank, long total)
    {
        var (sum, points) = (0L, new StringBuilder());
        for (var distance = 0; distance <= NearestDistances.DistanceMax; distance++)
        {
            sum += bank.Near[distance];
            points.Append(
                CultureInfo.InvariantCulture, $"{X(distance + 1):0.##},{Floor - ((Floor - Top) * sum / total):0.##} ");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"sum\" points=\"{points}\"/>");
    }

    private static void AppendAxes(StringBuilder svg, long highest, long total)
    {
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Floor}\" y2=\"{Floor}\"/>");
        for (var distance = 0; distance <= NearestDistances.DistanceMax; distance += LabelEvery)
        {
            svg.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{X(distance) + (Step / 2):0.##}\" y=\"{Floor + 15}\" text-anchor=\"middle\">{distance}</text>");
        }

        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Left - 6}\" y=\"{Top + 4}\" text-anchor=\"end\">{highest}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Width - Right + 6}\" y=\"{Top + 4}\">{total}</text>");
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{Width / 2}\" y=\"{Height - 2}\" text-anchor=\"middle\">distance in bits</text>");
    }

    private static void AppendThreshold(StringBuilder svg, int threshold)
    {
        if (threshold <= NearestDistances.DistanceMax)
        {
            var x = X(threshold + 1);
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<line class=\"mark\" x1=\"{x:0.##}\" x2=\"{x:0.##}\" y1=\"{Top}\" y2=\"{Floor}\"/>");
            svg.Append(
                CultureInfo.InvariantCulture,
                $"<text class=\"marked\" x=\"{x + 4:0.##}\" y=\"{Top + 4}\">{threshold}</text>");
        }
    }

    private static double X(int distance) => Left + (distance * Step);
}
