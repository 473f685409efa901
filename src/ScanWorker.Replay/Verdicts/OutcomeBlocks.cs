using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Verdicts;

/// <summary>Reads the outcomes that a recording holds, on all lanes, in order.</summary>
/// <param name="problems">Receives what is wrong with the recording.</param>
internal sealed class OutcomeBlocks(RecordingProblems problems)
{
    private readonly OffsetOrder<TopicPartition> _order = new(problems);

    /// <param name="path">Recorded verdicts, or their bare JSON.</param>
    /// <param name="lanes">How many threads.</param>
    /// <param name="clock">Measures how busy they are.</param>
    /// <param name="take">Is given the outcomes, in order.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RecordingException">A line is wrong and reading is strict.</exception>
    public Task RunAsync(
        string path, int lanes, TimeProvider clock, Action<UploadOutcome> take, CancellationToken cancellation)
    {
        var name = Path.GetFileName(path);
        return LineLanes.RunAsync(
            path, lanes, clock, block => Read(block, name), line => Take(line, name, take), cancellation);
    }

    private static List<OutcomeLine> Read(LineBlock block, string name)
    {
        if (block.IsTooLong)
        {
            return [new OutcomeLine(block.FirstLine, null, null, RecordingFault.TooLong)];
        }

        var (lines, hashes) = (new List<OutcomeLine>(), new PerceptualHash[VerdictSkim.HashesMax]);
        foreach (var (number, text) in block.Lines())
        {
            if (RecordingReader.TryReadLine(
                text.Span, name, number, acceptsBareVerdicts: true, out var record, out var fault))
            {
                lines.Add(record is null
                    ? new OutcomeLine(number, null, null, fault)
                    : new OutcomeLine(number, record.Record.Position, OutcomeOf(record.Record, hashes), null));
            }
        }

        return lines;
    }

    // Nothing is made of the hashes of a verdict that found nothing.
    private static UploadOutcome? OutcomeOf(InboundRecord record, PerceptualHash[] hashes) =>
        LeanVerdict.Read(record, hashes, out _) is { } verdict
            ? OutcomeReader.Of(record, verdict)
            : OutcomeReader.Read(record);

    private void Take(OutcomeLine line, string name, Action<UploadOutcome> take)
    {
        if (line.Fault is { } fault)
        {
            problems.Add(fault, name, line.Number);
        }
        else if (line.Position is { } position
            && _order.IsNext(position.TopicPartition, position.Offset, name, line.Number))
        {
            problems.Took();
            if (line.Outcome is { } outcome)
            {
                problems.NoteVerdict(outcome.IsCapped);
                take(outcome);
            }
        }
    }

    private readonly record struct OutcomeLine(
        long Number, RecordPosition? Position, UploadOutcome? Outcome, RecordingFault? Fault);
}
