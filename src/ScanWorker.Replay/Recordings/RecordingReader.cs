using ScanWorker.Pipeline.Events;

namespace ScanWorker.Replay.Recordings;

/// <summary>Reads a recording from its beginning. What is no record is counted and left out. Not thread-safe.</summary>
/// <param name="problems">Receives what is wrong; throws when reading is strict.</param>
/// <param name="acceptsBareVerdicts">
/// A line may be the JSON of a verdict, as <c>kcat -C</c> prints it without <c>-J</c>; it gets the line as its
/// position.
/// </param>
internal sealed class RecordingReader(RecordingProblems problems, bool acceptsBareVerdicts = false)
{
    private readonly OffsetOrder<TopicPartition> _order = new(problems);

    /// <summary>The last offset of each partition so far.</summary>
    public IReadOnlyDictionary<TopicPartition, long> LastOffsets => _order.Last;

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

            foreach (var (line, text) in block.Lines())
            {
                if (ReadLine(text.Span, name, line) is { } record)
                {
                    problems.Took();
                    yield return record;
                }
            }
        }
    }

    private RecordedRecord? ReadLine(ReadOnlySpan<byte> text, string name, long line)
    {
        if (!TryReadLine(text, name, line, acceptsBareVerdicts, out var record, out var fault))
        {
            return null;
        }

        if (record is null)
        {
            problems.Add(fault, name, line);
            return null;
        }

        var position = record.Record.Position;
        return _order.IsNext(position.TopicPartition, position.Offset, name, line) ? record : null;
    }

    /// <param name="text">Of the line.</param>
    /// <param name="name">Of the file.</param>
    /// <param name="line">From 1.</param>
    /// <param name="acceptsBareVerdicts">It may be the JSON of a verdict.</param>
    /// <param name="record">What it holds; null where it is wrong.</param>
    /// <param name="fault">Why it holds none.</param>
    /// <returns>False: the line is empty.</returns>
    internal static bool TryReadLine(
        ReadOnlySpan<byte> text, string name, long line, bool acceptsBareVerdicts, out RecordedRecord? record,
        out RecordingFault fault)
    {
        (record, fault) = (null, default);
        if (text.Trim(" \r\t"u8).IsEmpty)
        {
            return false;
        }

        record = RecordingParser.Parse(text, out fault);
        if (record is null && acceptsBareVerdicts && fault == RecordingFault.ForeignJson && IsVerdict(text))
        {
            record = Bare(text, name, line);
        }

        return true;
    }

    /// <summary>A record of a verdict that stands in a file by itself.</summary>
    internal static RecordedRecord Bare(ReadOnlySpan<byte> json, string name, long line) => new(
        new InboundRecord(
            new RecordPosition(new TopicPartition(name, 0), line), DateTimeOffset.UnixEpoch, null, json.ToArray(), []),
        TimestampKind.Unknown);

    internal static bool IsVerdict(ReadOnlySpan<byte> text) =>
        text.IndexOf("\"uploadId\""u8) >= 0 && text.IndexOf("\"verdict\""u8) >= 0 && text.IndexOf("\"action\""u8) >= 0;
}
