using System.Globalization;
using ScanWorker.Pipeline.Replay;
using Spectre.Console;

namespace ScanWorker.Commands.Recordings;

/// <summary>Counts outcomes by verdict, action and reason, and shows them as a table.</summary>
internal sealed class OutcomeView
{
    private readonly SortedDictionary<(string Verdict, string Action, string Reason), long> _counts = [];

    public long Count { get; private set; }

    public void Add(UploadOutcome outcome)
    {
        var key = (outcome.Verdict, outcome.Action, outcome.Reason);
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
        Count++;
    }

    public void Show(TextWriter output)
    {
        var table = new Table { Border = TableBorder.Rounded }.AddColumns("verdict", "action", "reason", "count");
        table.Columns[3].RightAligned();
        foreach (var ((verdict, action, reason), count) in _counts)
        {
            table.AddRow(
                Markup.Escape(verdict), Markup.Escape(action), Markup.Escape(reason),
                count.ToString(CultureInfo.InvariantCulture));
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(table);
    }
}
