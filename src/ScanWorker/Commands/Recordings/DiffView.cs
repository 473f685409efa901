using System.Globalization;
using System.Text.Json;
using ScanWorker.Replay.Diff;
using Spectre.Console;

namespace ScanWorker.Commands.Recordings;

/// <summary>Shows what differs: a table for a person, NDJSON for a machine.</summary>
internal sealed class DiffView(TextWriter output, bool isJson)
{
    private readonly DiffSummary _summary = new();

    public bool IsEmpty => _summary.IsEmpty;

    public void Add(OutcomeChange change)
    {
        _summary.Add(change);
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(change, DiffJson.Default.OutcomeChange));
        }
    }

    /// <param name="compared">Uploads that were compared.</param>
    public void Conclude(long compared)
    {
        if (isJson)
        {
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (_summary.IsEmpty)
        {
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"No difference in {compared} outcomes."));
            return;
        }

        var table = new Table { Border = TableBorder.Rounded }.AddColumns(
            "what differs", "bank", "count", "upload ids");
        table.Columns[2].RightAligned();
        foreach (var (kind, bank, count, uploadIds) in _summary.Rows)
        {
            table.AddRow(
                Markup.Escape(Describe(kind)), Markup.Escape(bank.Length == 0 ? "(none)" : bank),
                count.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(string.Join(", ", uploadIds) + (count > uploadIds.Count ? ", …" : "")));
        }

        console.Write(table);
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{_summary.Uploads} of {compared} uploads have another outcome."));
    }

    private static string Describe(ChangeKind kind) => kind switch
    {
        ChangeKind.NewMatch => "new match",
        ChangeKind.LostMatch => "lost match",
        ChangeKind.ChangedDistance => "changed distance",
        ChangeKind.ChangedAction => "changed action",
        ChangeKind.ChangedReason => "changed reason",
        ChangeKind.Missing => "no outcome any more",
        ChangeKind.Additional => "no outcome before",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
