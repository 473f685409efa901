using System.Text;

namespace ScanWorker.Replay.Reports;

/// <summary>The frame of our pages of HTML: one file, no script, nothing fetched.</summary>
internal static class HtmlPage
{
    private const string Style = """
        body { font: 15px/1.45 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1c2024; background: #fff }
        h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin: 2.2rem 0 .2rem } p { margin: .3rem 0 .8rem } figure { margin: 0 }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums } th, td { padding: .15rem .8rem; text-align: right }
        th { font-weight: 600; border-bottom: 1px solid #8b8d98 } tr.now { background: #e6f4fe; font-weight: 600 }
        .name { text-align: left } figcaption { color: #60646c; font-size: .9rem }
        svg { width: 100%; height: auto } text { font: 11px system-ui, sans-serif; fill: #60646c }
        .in { fill: #0d74ce } .out { fill: #c1c8cd } .sum { fill: none; stroke: #cc4e00; stroke-width: 1.5 }
        .axis { stroke: #8b8d98 } .mark { stroke: #cd2b31; stroke-dasharray: 4 3 } .marked { fill: #cd2b31 }
        @media (prefers-color-scheme: dark) { body { color: #edeef0; background: #111113 } text { fill: #b0b4ba } figcaption { color: #b0b4ba } tr.now { background: #0d2847 } .out { fill: #43484e } }
        """;

    /// <param name="title">Of the page, and its heading; HTML already.</param>
    /// <param name="appendBody">Appends what is below the heading.</param>
    public static string Render(string title, Action<StringBuilder> appendBody)
    {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
        html.Append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>").Append(title);
        html.Append("</title>\n<style>\n").Append(Style);
        html.Append("\n</style></head><body>\n<h1>").Append(title).Append("</h1>\n");
        appendBody(html);
        return html.Append("</body></html>\n").ToString();
    }
}
