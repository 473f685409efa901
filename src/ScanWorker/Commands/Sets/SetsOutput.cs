using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace ScanWorker.Commands.Sets;

/// <summary>Prints what a command found: NDJSON, or sentences and tables for a person.</summary>
/// <param name="output">For answers.</param>
/// <param name="isJson">For a machine.</param>
/// <param name="columnsMax">Null: as wide as the terminal, or 200 where there is none.</param>
internal sealed class SetsOutput(TextWriter output, bool isJson, int? columnsMax = null)
{
    // No HTML will hold it: a plus or a quote stays readable.
    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int WidthOfAFile = 200;

    public bool IsJson { get; } = isJson;

    /// <summary>One result: its JSON, or its sentence.</summary>
    public void Line(JsonObject json, string sentence) =>
        output.WriteLine(IsJson ? json.ToJsonString(Relaxed) : sentence);

    /// <summary>Several results of a kind: a JSON line each, or one table.</summary>
    /// <param name="columns">The table's header.</param>
    /// <param name="rows">Each result as JSON, and its cells in the order of the header.</param>
    /// <param name="whenNone">What a person is told when there is none.</param>
    public void Table(string[] columns, IReadOnlyCollection<(JsonObject Json, string[] Cells)> rows, string whenNone)
    {
        if (IsJson)
        {
            foreach (var (json, _) in rows)
            {
                output.WriteLine(json.ToJsonString(Relaxed));
            }

            return;
        }

        if (rows.Count == 0)
        {
            output.WriteLine(whenNone);
            return;
        }

        var width = columnsMax ?? (Console.IsOutputRedirected ? WidthOfAFile : AnsiConsole.Profile.Width);
        List<string[]> cells = [.. rows.Select(row => row.Cells)];
        if (WidthOf(columns, cells) > width)
        {
            WriteStacked(columns, cells);
            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns([.. columns.Select(column => new TableColumn(Markup.Escape(column)))]);
        foreach (var row in cells)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = width;
        console.Write(table);
    }

    /// <summary>What a table takes when no cell is broken: times, counts and ids must not be.</summary>
    internal static int WidthOf(string[] columns, IReadOnlyCollection<string[]> rows) =>
        columns.Select((name, at) => rows.Select(cells => cells[at].Length).Append(name.Length).Max() + 3).Sum() + 1;

    // A line for each cell that says something, and an empty line between rows.
    private void WriteStacked(string[] columns, List<string[]> rows)
    {
        var indent = columns.Max(name => name.Length) + 2;
        for (var row = 0; row < rows.Count; row++)
        {
            if (row > 0)
            {
                output.WriteLine();
            }

            foreach (var (name, cell) in columns.Zip(rows[row]).Where(pair => pair.Second.Length > 0))
            {
                output.WriteLine($"{name.PadRight(indent)}{cell}");
            }
        }
    }
}
