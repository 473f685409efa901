using System.Text;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// Our own interchange form: one entry or tombstone a line, exact both ways. Each line names its bank and source.
/// </summary>
internal sealed class JsonLinesFormat : IListFormat
{
    private const int LineBytesMax = 4 << 20;

    public string Name => "jsonl";

    public string? DefaultSource => null;

    public bool RowsAreHashes => false;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start)
    {
        var end = start.IndexOfAny((byte)'\n', (byte)'\r');
        return EntryJson.TryReadLine(start[..(end < 0 ? start.Length : end)], out _, out _);
    }

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        sink.Begin(new ListShape(NamesSources: true));
        var (lines, blank) = (new ByteLines(list, LineBytesMax), 0L);
        lines.ReadAll((number, line) =>
        {
            if (line.TrimStart(" \t"u8).IsEmpty)
            {
                blank++;
            }
            else if (!EntryJson.TryReadLine(line, out var entry, out var isWithdrawn, out var isHeldBack)
                || entry is null)
            {
                lines.Reject(sink, new Reject(number, RejectReason.Malformed,
                    Encoding.UTF8.GetString(line[..Math.Min(line.Length, 4096)])));
            }
            else if (isHeldBack)
            {
                sink.HoldBack(number, entry.Key);
            }
            else if (isWithdrawn)
            {
                sink.Withdraw(number, entry.Key, entry.UpdatedAt);
            }
            else if (entry is { Md5: null, Sha1: null, Sha256: null, Sha512: null, Pdq: null, Vpdq: null })
            {
                sink.Reject(new Reject(number, RejectReason.NoHash, EntryJson.ToLine(entry)));
            }
            else
            {
                sink.Upsert(number, entry);
            }
        });
        sink.End(new ListLines(lines.Count, Header: 0, blank, Continued: 0));
    }
}
