using System.Buffers;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Replay;

namespace ScanWorker.Adapters.Recordings;

/// <summary>Looks at recorded verdicts, block by block on all lanes, and gives what comes of them in order.</summary>
/// <param name="look">What is done with a verdict that is not clear; null where nothing comes of it. Called by all
/// lanes.</param>
/// <param name="screen">Tells, without reading all of a line, that nothing comes of it; null where something comes of
/// each.</param>
/// <param name="problems">Receives what is wrong with the recording.</param>
internal sealed class VerdictBlocks<TResult>(
    Func<RecordedRecord, VerdictEvent, TResult?> look, FingerprintScreen? screen, RecordingProblems problems)
    where TResult : class
{
    /// <summary>32 frames, eight transforms each; with more the line is read in full.</summary>
    private const int HashesMax = 256;

    private readonly Dictionary<int, long> _last = [];

    /// <summary>Verdicts so far.</summary>
    public long Count { get; private set; }

    /// <param name="path">Recorded verdicts, or their bare JSON.</param>
    /// <param name="lanes">How many threads.</param>
    /// <param name="clock">Measures how busy they are.</param>
    /// <param name="take">Is given what came of verdicts, in order.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RecordingException">A line is wrong and reading is strict.</exception>
    public async Task RunAsync(
        string path, int lanes, TimeProvider clock, Action<TResult> take, CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        using var stream = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
        await OrderedLanes.RunAsync(
            LineBlocks.Read(stream).Select(Kept), lanes, clock, kept => ValueTask.FromResult(Look(kept, name)),
            lines =>
            {
                foreach (var line in lines)
                {
                    if (IsGood(line, name) && line.IsVerdict)
                    {
                        Count++;
                        Take(line, take);
                    }
                }
            },
            cancellation);
    }

    private static (LineBlock Block, IMemoryOwner<byte> Owner) Kept(LineBlock block)
    {
        var owner = MemoryPool<byte>.Shared.Rent(block.Bytes.Length);
        block.Bytes.CopyTo(owner.Memory);
        return (block with { Bytes = owner.Memory[..block.Bytes.Length] }, owner);
    }

    private static void Take(LineOutcome<TResult> line, Action<TResult> take)
    {
        if (line.Result is { } result)
        {
            take(result);
        }
    }

    private bool IsGood(LineOutcome<TResult> line, string name)
    {
        if (line.Fault is { } fault)
        {
            problems.Add(fault, name, line.Line);
            return false;
        }

        if (_last.TryGetValue(line.Partition, out var last))
        {
            if (line.Offset <= last)
            {
                problems.Add(RecordingFault.Duplicate, name, line.Line);
                return false;
            }

            if (line.Offset > last + 1)
            {
                problems.Add(RecordingFault.Gap, name, line.Line);
            }
        }

        _last[line.Partition] = line.Offset;
        return true;
    }

    private List<LineOutcome<TResult>> Look((LineBlock Block, IMemoryOwner<byte> Owner) kept, string name)
    {
        using var owner = kept.Owner;
        var block = kept.Block;
        if (block.IsTooLong)
        {
            return [new LineOutcome<TResult>(block.FirstLine, 0, 0) { Fault = RecordingFault.TooLong }];
        }

        var (lines, hashes) = (new List<LineOutcome<TResult>>(), new PerceptualHash[HashesMax]);
        var number = block.FirstLine;
        ReadOnlySpan<byte> rest = block.Bytes.Span;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var text = (end < 0 ? rest : rest[..end]).TrimEnd("\r "u8);
            if (!text.IsEmpty)
            {
                lines.Add(LookAt(text, name, number, hashes));
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
            number++;
        }

        return lines;
    }

    private LineOutcome<TResult> LookAt(
        ReadOnlySpan<byte> text, string name, long number, PerceptualHash[] hashes)
    {
        if (screen is not null && VerdictLine.TryRead(text, out var line)
            && VerdictSkim.TryRead(line.Payload, isEscaped: true, hashes, out var skim)
            && screen.IsClear(in skim, hashes.AsSpan(0, skim.HashCount)))
        {
            return new LineOutcome<TResult>(number, line.Partition, line.Offset) { IsVerdict = true };
        }

        if (RecordingParser.Parse(text, out var fault) is { } record)
        {
            var position = record.Record.Position;
            return LookAt(record, new LineOutcome<TResult>(number, position.TopicPartition.Partition, position.Offset));
        }

        return fault == RecordingFault.ForeignJson && RecordingReader.IsVerdict(text)
            ? LookAt(RecordingReader.Bare(text, name, number), new LineOutcome<TResult>(number, 0, number))
            : new LineOutcome<TResult>(number, 0, 0) { Fault = fault };
    }

    // A block or a report among the verdicts is nothing to look at.
    private LineOutcome<TResult> LookAt(RecordedRecord record, LineOutcome<TResult> line) =>
        OutcomeReader.ReadVerdict(record.Record) is { } verdict
            ? line with { IsVerdict = true, Result = look(record, verdict) }
            : line;
}
