using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace ScanWorker.Replay.Reports;

/// <summary>Draws counts as bars, as SVG: each with a part that stands out. Pure.</summary>
internal static class BarPlot
{
    private const int Width = 960;
    private const int Height = 200;
    private const int Left = 60;
    private const int Right = 10;
    private const int Top = 14;
    private const int Bottom = 22;
    private const int LabelsMax = 16;
    private const int StepMax = 60;
    private const double Floor = Height - Bottom;

    /// <param name="name">What is counted; for those who do not see it.</param>
    /// <param name="bars">From left to right.</param>
    public static string Render(string name, ImmutableArray<Bar> bars)
    {
        var highest = bars.Select(bar => bar.Count).Append(1).Max();
        var step = Math.Min((double)(Width - Left - Right) / Math.Max(bars.Length, 1), StepMax);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{HtmlEncoder.Default.Encode(name)}\">");
        var labelEvery = Math.Max((bars.Length + LabelsMax - 1) / LabelsMax, 1);
        for (var at = 0; at < bars.Length; at++)
        {
            var (bar, x) = (bars[at], Left + (at * step));
            AppendBar(svg, "out", bar, bar.Count, x, step, highest);
            AppendBar(svg, "in", bar, bar.Marked, x, step, highest);
            if (at % labelEvery == 0)
            {
                svg.Append(CultureInfo.InvariantCulture,
                    $"<text x=\"{x + (step / 2):0.##}\" y=\"{Floor + 15}\" text-anchor=\"middle\">{HtmlEncoder.Default.Encode(bar.Label)}</text>");
            }
        }

        svg.Append(CultureInfo.InvariantCulture,
            $"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Floor}\" y2=\"{Floor}\"/>");
        svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"{Left - 6}\" y=\"{Top + 4}\" text-anchor=\"end\">{highest}</text>");
        return svg.Append("</svg>").ToString();
    }

    private static void AppendBar(
        StringBuilder svg, string kind, Bar bar, long count, double x, double step, long highest)
    {
        if (count == 0)
        {
            return;
        }

        var height = Math.Max((Floor - Top) * count / highest, 1);
        svg.Append(CultureInfo.InvariantCulture,
            $"<rect class=\"{kind}\" x=\"{x + 0.5:0.##}\" y=\"{Floor - height:0.##}\" width=\"{Math.Max(step - 1, 0.5):0.##}\" ");
        svg.Append(CultureInfo.InvariantCulture,
            $"height=\"{height:0.##}\"><title>{HtmlEncoder.Default.Encode(bar.Label)}: {bar.Count}, {bar.Marked}</title></rect>");
    }
}

/// <summary>One bar.</summary>
/// <param name="Label">Below it.</param>
/// <param name="Count">Its height.</param>
/// <param name="Marked">How many of these stand out.</param>
internal readonly record struct Bar(string Label, long Count, long Marked);
