using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Adapters.Recordings;

/// <summary>Reads a recording from its beginning. What is no record is counted and left out. Not thread-safe.</summary>
/// <param name="problems">Receives what is wrong; throws when reading is strict.</param>
/// <param name="acceptsBareVerdicts">
/// A line may be the JSON of a verdict, as <c>kcat -C</c> prints it without <c>-J</c>; it gets the line as its
/// position.
/// </param>
internal sealed class RecordingReader(RecordingProblems problems, bool acceptsBareVerdicts = false)
{
    private readonly Dictionary<TopicPartition, long> _last = [];

    /// <summary>The last offset of each partition so far.</summary>
    public IReadOnlyDictionary<TopicPartition, long> LastOffsets => _last;

    /// <exception cref="RecordingException">A line is wrong and reading is strict.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IEnumerable<RecordedRecord> Read(string path)
    {
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        foreach (var record in Read(stream, Path.GetFileName(path)))
        {
            yield return record;
        }
    }

    /// <summary>
    /// As <see cref="Read(string)"/>, from any stream; <paramref name="name"/> stands for it in problems.
    /// </summary>
    public IEnumerable<RecordedRecord> Read(Stream stream, string name)
    {
        foreach (var block in LineBlocks.Read(stream))
        {
            if (block.IsTooLong)
            {
                problems.Add(RecordingFault.TooLong, name, block.FirstLine);
                continue;
            }

            var (line, at) = (block.FirstLine, 0);
            while (at < block.Bytes.Length)
            {
                var length = block.Bytes.Span[at..].IndexOf((byte)'\n');
                length = length >= 0 ? length : block.Bytes.Length - at;
                if (ReadLine(block.Bytes.Span.Slice(at, length), name, line) is { } record)
                {
                    yield return record;
                }

                at += length + 1;
                line++;
            }
        }
    }

    private RecordedRecord? ReadLine(ReadOnlySpan<byte> text, string name, long line)
    {
        if (text.Trim(" \r\t"u8).IsEmpty)
        {
            return null;
        }

        if (RecordingParser.Parse(text, out var fault) is not { } record)
        {
            if (acceptsBareVerdicts && fault == RecordingFault.ForeignJson && IsVerdict(text))
            {
                return Bare(text, name, line);
            }

            problems.Add(fault, name, line);
            return null;
        }

        return IsNew(record.Record.Position, name, line) ? record : null;
    }

    /// <summary>A record of a verdict that stands in a file by itself.</summary>
    internal static RecordedRecord Bare(ReadOnlySpan<byte> json, string name, long line) => new(
        new InboundRecord(
            new RecordPosition(new TopicPartition(name, 0), line), DateTimeOffset.UnixEpoch, null, json.ToArray(), []),
        TimestampKind.Unknown);

    internal static bool IsVerdict(ReadOnlySpan<byte> text) =>
        text.IndexOf("\"uploadId\""u8) >= 0 && text.IndexOf("\"verdict\""u8) >= 0 && text.IndexOf("\"action\""u8) >= 0;

    private bool IsNew(RecordPosition position, string name, long line)
    {
        if (_last.TryGetValue(position.TopicPartition, out var last))
        {
            if (position.Offset <= last)
            {
                problems.Add(RecordingFault.Duplicate, name, line);
                return false;
            }

            if (position.Offset > last + 1)
            {
                problems.Add(RecordingFault.Gap, name, line);
            }
        }

        _last[position.TopicPartition] = position.Offset;
        return true;
    }
}
