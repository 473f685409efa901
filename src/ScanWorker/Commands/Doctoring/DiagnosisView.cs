using Spectre.Console;

namespace ScanWorker.Commands.Doctoring;

/// <summary>A line for a person: how it stands, what was looked at, and what was found.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="width">Columns of the terminal; null: no terminal, and every diagnosis is one line.</param>
internal sealed class DiagnosisView(TextWriter output, int? width)
{
    private const int PartWidth = 15;

    public void Show(Diagnosis diagnosis)
    {
        var (status, found) = diagnosis.Problem is { } problem ? ("BAD", problem) : ("ok", diagnosis.Remark);
        if (width is not { } columns)
        {
            output.WriteLine($"{status,-4} {diagnosis.Part,-PartWidth}{found}");
            return;
        }

        // What is longer goes on below itself, not below the first column.
        var grid = new Grid { Width = columns }
            .AddColumn(Column(5)).AddColumn(Column(PartWidth)).AddColumn(new GridColumn { Padding = new Padding(0) });
        grid.AddRow(status, Markup.Escape(diagnosis.Part), Markup.Escape(found ?? ""));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = columns;
        console.Write(grid);
    }

    private static GridColumn Column(int width) => new() { Width = width, NoWrap = true, Padding = new Padding(0) };
}
