using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ScanWorker.Replay.Transparency;

/// <summary>A report for machines: a line a number, each complete in itself. Pure.</summary>
internal static class ReportFiles
{
    // No HTML will hold it, and names stay readable.
    private static readonly JsonWriterOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>RFC 4180, with a header; what a number is not counted by is empty.</summary>
    public static string Csv(TransparencyReport report)
    {
        var csv = new StringBuilder();
        AppendRecord(csv, ["since", "until", "section", .. ReportSections.Columns, "value", "unit"]);
        foreach (var section in report.Sections)
        {
            foreach (var row in section.Rows)
            {
                AppendRecord(csv,
                [
                    report.Since, report.Until, section.Id,
                    .. ReportSections.Columns.Select(column => section.Columns.IndexOf(column) is >= 0 and var at
                        ? row.Cells[at] : ""),
                    Number(row.Value), section.Unit,
                ]);
            }
        }

        return csv.ToString();
    }

    /// <summary>NDJSON with the columns of CSV as members; what a number is not counted by is left out.</summary>
    public static IEnumerable<string> JsonLines(TransparencyReport report) =>
        from section in report.Sections
        from row in section.Rows
        select JsonLine(report, section, row);

    /// <summary>As all forms show it.</summary>
    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string JsonLine(TransparencyReport report, ReportSection section, ReportRow row)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable))
        {
            json.WriteStartObject();
            json.WriteString("since"u8, report.Since);
            json.WriteString("until"u8, report.Until);
            json.WriteString("section"u8, section.Id);
            foreach (var (column, cell) in section.Columns.Zip(row.Cells).Where(pair => pair.Second.Length > 0))
            {
                json.WriteString(column, cell);
            }

            json.WritePropertyName("value"u8);
            json.WriteRawValue(Number(row.Value));
            json.WriteString("unit"u8, section.Unit);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void AppendRecord(StringBuilder csv, IEnumerable<string> fields) =>
        csv.AppendJoin(',', fields.Select(Field)).Append("\r\n");

    // A spreadsheet takes a text that begins with one of these for a formula.
    private static string Field(string value)
    {
        var safe = value is ['=' or '+' or '-' or '@', ..] ? $"'{value}" : value;
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
