using System.Globalization;
using System.Text.Json;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Lookback;
using Spectre.Console;

namespace ScanWorker.Commands.Lookbacks;

/// <summary>Shows what a look back finds: a table for a person, NDJSON for a machine.</summary>
internal sealed class FindingView(TextWriter output, bool isJson)
{
    private const int NamedMax = 5;

    private readonly SortedDictionary<(string Bank, PolicyAction Before, PolicyAction Now),
    (long Count, List<string> UploadIds)> _rows = [];

    public void Add(LookbackFinding finding)
    {
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new FindingLine(finding.UploadId, finding.Before, finding.Now, finding.Banks, finding.Events.Length),
                CommandJson.Default.FindingLine));
            return;
        }

        foreach (var bank in finding.Banks)
        {
            var key = (bank, finding.Before, finding.Now);
            var (count, uploadIds) = _rows.GetValueOrDefault(key, (0, []));
            if (uploadIds.Count < NamedMax)
            {
                uploadIds.Add(finding.UploadId);
            }

            _rows[key] = (count + 1, uploadIds);
        }
    }

    public void Conclude()
    {
        if (isJson || _rows.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Rounded }.AddColumns(
            "bank", "was", "would be", "uploads", "upload ids");
        table.Columns[3].RightAligned();
        foreach (var ((bank, before, now), (count, uploadIds)) in _rows)
        {
            table.AddRow(
                Markup.Escape(bank), KebabCase.Of(before), KebabCase.Of(now),
                count.ToString(CultureInfo.InvariantCulture),
                Markup.Escape(string.Join(", ", uploadIds) + (count > uploadIds.Count ? ", …" : "")));
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }).Write(table);
    }
}
