using System.Buffers;

namespace ScanWorker.Matching.HashSets;

/// <summary>A segment as lines of the interchange form: entries and tombstones in the order in which they apply.</summary>
public static class SegmentLines
{
    public static ReadOnlyMemory<byte> Write(IEnumerable<Entry> entries, IEnumerable<EntryKey> withdrawals)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (var entry in entries)
        {
            EntryJson.WriteLine(bytes, entry);
        }

        foreach (var key in withdrawals)
        {
            EntryJson.WriteWithdrawal(bytes, key);
        }

        return bytes.WrittenMemory;
    }

    /// <exception cref="HashSetRefusedException">A line is not one of ours, or the last one is cut.</exception>
    public static void Apply(ReadOnlySpan<byte> segment, Dictionary<EntryKey, Entry> entries)
    {
        while (!segment.IsEmpty)
        {
            var end = segment.IndexOf((byte)'\n');
            if (end < 0 || !EntryJson.TryReadLine(segment[..end], out var entry, out var isWithdrawn) || entry is null)
            {
                throw new HashSetRefusedException(RefusalReason.Malformed, "A segment has a line that is not an entry.");
            }

            if (isWithdrawn)
            {
                entries.Remove(EntryKey.Of(entry));
            }
            else
            {
                entries[EntryKey.Of(entry)] = entry;
            }

            segment = segment[(end + 1)..];
        }
    }
}
