using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Verdicts;

/// <summary>Looks at recorded verdicts, block by block on all lanes, and gives what comes of them in order.</summary>
/// <param name="look">What is done with a verdict that is not clear; null where nothing comes of it. Called by all
/// lanes.</param>
/// <param name="screen">Tells, without reading all of a line, that nothing comes of it; null where something comes of
/// each.</param>
/// <param name="problems">Receives what is wrong with the recording.</param>
/// <param name="quick">What comes of a verdict that need not be read in full, with room for its hashes; null of any
/// other.</param>
internal sealed class VerdictBlocks<TResult>(
    Func<RecordedRecord, VerdictEvent, TResult?> look, FingerprintScreen? screen, RecordingProblems problems,
    Func<RecordedRecord, PerceptualHash[], TResult?>? quick = null)
    where TResult : class
{
    private readonly OffsetOrder<int> _order = new(problems);

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
        await LineLanes.RunAsync(
            path, lanes, clock, block => Look(block, name),
            line =>
            {
                if (IsGood(line, name))
                {
                    Count++;
                    problems.NoteVerdict(line.IsCapped);
                    Take(line, take);
                }
            },
            cancellation);
    }

    /// <summary>For after the last file: an answer from no verdict at all would only reassure.</summary>
    /// <param name="files">What was looked at.</param>
    /// <exception cref="RecordingException">There was no verdict in any of them.</exception>
    public void RequireAny(params IReadOnlyCollection<FileInfo> files)
    {
        if (Count == 0)
        {
            throw new RecordingException(
                $"{string.Join(", ", files.Select(file => file.Name))}: no verdict in {(files.Count == 1 ? "it" : "them")}.");
        }
    }

    private static void Take(LineReading<TResult> line, Action<TResult> take)
    {
        if (line.Result is { } result)
        {
            take(result);
        }
    }

    private bool IsGood(LineReading<TResult> line, string name)
    {
        if (line.Fault is { } fault)
        {
            problems.Add(fault, name, line.Line);
            return false;
        }

        problems.Took();

        // Records of other topics may lie between them, at offsets of their own.
        return line.IsVerdict && _order.IsNext(line.Partition, line.Offset, name, line.Line);
    }

    private List<LineReading<TResult>> Look(LineBlock block, string name)
    {
        if (block.IsTooLong)
        {
            return [new LineReading<TResult>(block.FirstLine, 0, 0) { Fault = RecordingFault.TooLong }];
        }

        var (lines, hashes) = (new List<LineReading<TResult>>(), new PerceptualHash[VerdictSkim.HashesMax]);
        foreach (var (number, whole) in block.Lines())
        {
            var text = whole.Span.TrimEnd("\r "u8);
            if (!text.IsEmpty)
            {
                lines.Add(LookAt(text, name, number, hashes));
            }
        }

        return lines;
    }

    private LineReading<TResult> LookAt(
        ReadOnlySpan<byte> text, string name, long number, PerceptualHash[] hashes)
    {
        if (screen is not null && VerdictLine.TryRead(text, out var line)
            && VerdictSkim.TryRead(line.Payload, isEscaped: true, hashes, out var skim)
            && screen.IsClear(in skim, hashes.AsSpan(0, skim.HashCount)))
        {
            return new LineReading<TResult>(number, line.Partition, line.Offset) { IsVerdict = true };
        }

        if (RecordingParser.Parse(text, out var fault) is { } record)
        {
            var position = record.Record.Position;
            return LookAt(
                record, hashes,
                new LineReading<TResult>(number, position.TopicPartition.Partition, position.Offset));
        }

        return fault == RecordingFault.ForeignJson && RecordingReader.IsVerdict(text)
            ? LookAt(RecordingReader.Bare(text, name, number), hashes, new LineReading<TResult>(number, 0, number))
            : new LineReading<TResult>(number, 0, 0) { Fault = fault };
    }

    // A block or a report among the verdicts is nothing to look at.
    private LineReading<TResult> LookAt(RecordedRecord record, PerceptualHash[] hashes, LineReading<TResult> line) =>
        quick?.Invoke(record, hashes) is { } result ? line with { IsVerdict = true, Result = result }
        : OutcomeReader.ReadVerdict(record.Record) is { } verdict
            ? line with
            {
                IsVerdict = true,
                IsCapped = OutcomeReader.IsCapped(verdict),
                Result = look(record, verdict),
            }
            : line;
}
