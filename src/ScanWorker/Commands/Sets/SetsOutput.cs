using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace ScanWorker.Commands.Sets;

/// <summary>Prints what a command found: NDJSON, or sentences and tables for a person.</summary>
internal sealed class SetsOutput(TextWriter output, bool isJson)
{
    // No HTML will hold it: a plus or a quote stays readable.
    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns([.. columns.Select(column => new TableColumn(Markup.Escape(column)))]);
        foreach (var (_, cells) in rows)
        {
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = 200;
        }

        console.Write(table);
    }
}
