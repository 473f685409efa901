using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// What the ThreatExchange command line stores: a CSV without a header, of indicator, first descriptor's id, time and
/// tags; another writer puts an indicator id second. The kind of hash is in the file's name, <c>simple.HASH_PDQ.te</c>,
/// or told.
/// </summary>
internal sealed class TeFormat : IListFormat
{
    private const int ColumnsMin = 4;

    public string Name => "te";

    public string? DefaultSource => "threatexchange";

    public bool RowsAreHashes => false;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start) =>
        fileName.EndsWith(".te", StringComparison.OrdinalIgnoreCase);

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        var type = settings.DefaultType
            ?? throw new InvalidDataException("The kind of hash is not in the file's name: tell it with --type.");
        var blank = new Entry(settings.RequireBank(), "", settings.Source);
        var (rows, noRows) = (new DelimitedRows(list), 0L);
        rows.ReadAll(
            (_, line) =>
            {
                var isBlank = line.Trim() is [] or ['#', ..];
                noRows += isBlank ? 1 : 0;
                return !isBlank;
            },
            row =>
            {
                if (Take(row, type, blank, sink) is { } reason)
                {
                    rows.Reject(sink, reason);
                }
            });
        sink.End(new ListLines(rows.Total, Header: 0, noRows, rows.Continued));
    }

    /// <summary>The kind of hash that a file's name tells, or null.</summary>
    internal static HashType? TypeInName(string fileName) =>
        fileName.Split('.') is [_, var name, "te"] && HashTypes.TryParse(name, out var type) ? type : null;

    private static RejectReason? Take(DelimitedRow row, HashType type, Entry blank, IListSink sink)
    {
        if (row.Count < ColumnsMin || row.IsMalformed)
        {
            return RejectReason.Malformed;
        }

        var hashes = new EntryHashes();
        if (!hashes.TryAdd(type, row[0]))
        {
            HashDamage.Check(row.Line, row[0], type);
            return RejectReason.BadHash;
        }

        var id = row[1];
        if (id.IsEmpty || !ListTimes.TryParse(row[row.Count - 2], out var addedAt))
        {
            return id.IsEmpty ? RejectReason.Malformed : RejectReason.BadValue;
        }

        sink.Upsert(row.Line, hashes.ApplyTo(blank with { EntryId = id.ToString() }) with
        {
            AddedAt = addedAt,
            Labels = [.. row.Text(row.Count - 1).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        });
        return null;
    }
}
