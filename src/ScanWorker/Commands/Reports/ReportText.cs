using ScanWorker.Replay.Transparency;
using Spectre.Console;

namespace ScanWorker.Commands.Reports;

/// <summary>Shows a report to a person at a terminal.</summary>
internal static class ReportText
{
    public static void Write(TextWriter output, TransparencyReport report)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.WriteLine(report.Headline);
        foreach (var section in report.Sections.Where(section => !section.IsForMachines && !section.Rows.IsEmpty))
        {
            console.WriteLine();
            console.WriteLine(section.Title);
            console.Write(TableOf(section));
        }
    }

    private static Table TableOf(ReportSection section)
    {
        var table = new Table { Border = TableBorder.Rounded }.AddColumns([.. section.Columns, section.Unit]);
        table.Columns[^1].RightAligned();
        foreach (var row in section.Rows)
        {
            table.AddRow([.. row.Cells.Select(Markup.Escape), ReportFiles.Number(row.Value)]);
        }

        return table;
    }
}
