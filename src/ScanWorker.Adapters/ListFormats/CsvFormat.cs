using System.Text;
using nietras.SeparatedValues;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>CSV with a header; <see cref="CsvColumns"/> says which columns are known.</summary>
internal sealed class CsvFormat : IListFormat
{
    public string Name => "csv";

    public string? DefaultSource => null;

    public bool RowsAreHashes => true;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start)
    {
        var end = start.IndexOf((byte)'\n');
        var header = Encoding.UTF8.GetString(end < 0 ? start : start[..end]).TrimEnd('\r');
        return header.IndexOfAny([',', ';', '\t']) > 0 && CsvColumns.Knows(header.Split(',', ';', '\t'));
    }

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        try
        {
            using var reader = Open(list);
            var columns = CsvColumns.Find(reader.Header, settings);
            var rows = new CsvRows(columns, settings);
            foreach (var row in reader)
            {
                ReadRow(row, columns.Count, rows, sink);
            }
        }
        catch (NotSupportedException problem)
        {
            throw new InvalidDataException("A row has no end: a quote is opened and never closed.", problem);
        }
    }

    private static SepReader Open(Stream list)
    {
        try
        {
            return Sep.Reader(options => options with
            {
                DisableColCountCheck = true,
                Unescape = true,
                Trim = SepTrim.All,
                CreateToString = SepToString.PoolPerCol(maximumStringLength: 64),
                InitialBufferLength = 1 << 16,
            }).From(list);
        }
        catch (ArgumentException problem)
        {
            throw new InvalidDataException("The header names a column twice.", problem);
        }
    }

    private static void ReadRow(SepReader.Row row, int columnCount, CsvRows rows, IListSink sink)
    {
        if (row.ColCount != columnCount)
        {
            if (!row.Span.Trim().IsEmpty)
            {
                sink.Reject(new Reject(row.LineNumberFrom, RejectReason.Malformed, TextOf(row)));
            }

            return;
        }

        if (rows.TryRead(row, out var entry, out var isWithdrawn) is { } reason)
        {
            sink.Reject(new Reject(row.LineNumberFrom, reason, TextOf(row)));
        }
        else if (isWithdrawn)
        {
            sink.Withdraw(row.LineNumberFrom, entry.Key);
        }
        else
        {
            sink.Upsert(row.LineNumberFrom, entry);
        }
    }

    // Unquoting happens in place, so that the row as it was is gone: this is its fields.
    private static string TextOf(SepReader.Row row) => string.Join(',', row[..].ToStringsArray());
}
