using nietras.SeparatedValues;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// What the ThreatExchange command line stores: a CSV without a header, of indicator, first descriptor's id, time and
/// tags; another
/// writer puts an indicator id second. The kind of hash is in the file's name, <c>simple.HASH_PDQ.te</c>, or told.
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
        try
        {
            using var reader = Sep.New(',').Reader(options => options with
            {
                HasHeader = false,
                DisableColCountCheck = true,
                Unescape = true,
                InitialBufferLength = 1 << 16,
            }).From(list);
            foreach (var row in reader)
            {
                if (Take(row, type, blank, sink) is { } reason)
                {
                    sink.Reject(new Reject(row.LineNumberFrom, reason, string.Join(',', row[..].ToStringsArray())));
                }
            }
        }
        catch (NotSupportedException problem)
        {
            throw new InvalidDataException("A row has no end: a quote is opened and never closed.", problem);
        }
    }

    /// <summary>The kind of hash that a file's name tells, or null.</summary>
    internal static HashType? TypeInName(string fileName) =>
        fileName.Split('.') is [_, var name, "te"] && HashTypes.TryParse(name, out var type) ? type : null;

    private static RejectReason? Take(SepReader.Row row, HashType type, Entry blank, IListSink sink)
    {
        if (row.ColCount < ColumnsMin)
        {
            return row.Span.Trim().IsEmpty ? null : RejectReason.Malformed;
        }

        var hashes = new EntryHashes();
        if (!hashes.TryAdd(type, row[0].Span))
        {
            return RejectReason.BadHash;
        }

        var id = row[1].Span.Trim();
        if (id.IsEmpty || !ListTimes.TryParse(row[row.ColCount - 2].Span, out var addedAt))
        {
            return id.IsEmpty ? RejectReason.Malformed : RejectReason.BadValue;
        }

        sink.Upsert(row.LineNumberFrom, hashes.ApplyTo(blank with { EntryId = id.ToString() }) with
        {
            AddedAt = addedAt,
            Labels = [.. row[row.ColCount - 1].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        });
        return null;
    }
}
