using System.Collections.Immutable;

namespace ScanWorker.Replay.Transparency;

/// <summary>One table of a report: what it counts, and by what.</summary>
/// <param name="Id">As CSV and JSON name it.</param>
/// <param name="Title">As a person reads it.</param>
/// <param name="Meaning">What counts, in a sentence.</param>
/// <param name="Columns">What it is counted by; see <see cref="ReportSections.Columns"/>.</param>
/// <param name="Unit">Of the values.</param>
/// <param name="Rows">A row a value.</param>
internal sealed record ReportSection(
    string Id, string Title, string Meaning, ImmutableArray<string> Columns, string Unit,
    ImmutableArray<ReportRow> Rows)
{
    /// <summary>Too long for a terminal: only in files and JSON.</summary>
    public bool IsForMachines { get; init; }
}

/// <summary>One number.</summary>
/// <param name="Cells">What it is of, in the order of the columns.</param>
/// <param name="Value">The number.</param>
internal sealed record ReportRow(ImmutableArray<string> Cells, double Value);
