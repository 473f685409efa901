using System.Text;
using ScanWorker.Replay.Decisions;

namespace ScanWorker.Replay.Recordings;

/// <summary>Finds the ids of late verdicts in a recording without reading what the other lines hold.</summary>
public static class LateVerdictIds
{
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes(SupersededVerdicts.LateSuffix);

    /// <exception cref="IOException">It cannot be read.</exception>
    public static IEnumerable<string> In(string path)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        foreach (var block in LineBlocks.Read(stream))
        {
            foreach (var id in In(block.Bytes.Span))
            {
                yield return id;
            }
        }
    }

    private static List<string> In(ReadOnlySpan<byte> block)
    {
        var ids = new List<string>();
        while (block.IndexOf(Mark) is >= 0 and var at)
        {
            var (start, end) = (block[..at].LastIndexOf((byte)'\n') + 1, block[at..].IndexOf((byte)'\n'));
            var line = end < 0 ? block[start..] : block[start..(at + end)];
            if (RecordingParser.Parse(line.TrimEnd("\r "u8), out _) is { } record
                && record.Record.Header("ce_id") is { } id)
            {
                ids.Add(id);
            }

            block = end < 0 ? [] : block[(at + end)..];
        }

        return ids;
    }
}
