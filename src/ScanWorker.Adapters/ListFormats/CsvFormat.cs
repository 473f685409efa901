using System.Text;
using nietras.SeparatedValues;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>CSV with a header; <see cref="CsvColumns"/> says which columns are known.</summary>
internal sealed class CsvFormat : IListFormat
{
    public string Name => "csv";

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
            using var reader = Sep.Reader(options => options with
            {
                DisableColCountCheck = true,
                Unescape = true,
                InitialBufferLength = 1 << 16,
            }).From(list);
            var columns = CsvColumns.Find(reader.Header, settings);
            foreach (var row in reader)
            {
                ReadRow(row, columns, sink);
            }
        }
        catch (NotSupportedException problem)
        {
            throw new InvalidDataException("A row has no end: a quote is opened and never closed.", problem);
        }
    }

    private static void ReadRow(SepReader.Row row, CsvColumns columns, IListSink sink)
    {
        if (row.ColCount < columns.Count)
        {
            if (!row.Span.Trim().IsEmpty)
            {
                sink.Reject(row.LineNumberFrom, RejectReason.Malformed, row.Span.ToString());
            }

            return;
        }

        if (columns.TryRead(row, out var entry, out var isWithdrawn) is { } reason)
        {
            sink.Reject(row.LineNumberFrom, reason, row.Span.ToString());
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
}
