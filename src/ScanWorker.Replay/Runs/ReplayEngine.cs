using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Replay.Runs;

/// <summary>
/// Judges recorded upload events as the daemon would, in their order. Deterministic: no wall clock, no worker, no
/// timings.
/// </summary>
/// <param name="judge">The daemon's own.</param>
/// <param name="clock">The one that <paramref name="judge"/> and its line go by.</param>
public sealed class ReplayEngine(RecordJudge judge, RecordClock clock)
{
    /// <param name="records">The recording.</param>
    /// <param name="lanes">How many threads judge. Changes nothing but the time it takes.</param>
    /// <param name="take">Is given each record's events, in the recording's order, on one flow.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task RunAsync(
        IEnumerable<RecordedRecord> records, int lanes, Action<RecordedRecord, IReadOnlyList<OutboundEvent>> take,
        CancellationToken cancellation) =>
        OrderedLanes.RunAsync(
            records, lanes, clock, record => JudgeAsync(record, cancellation), judged =>
                take(judged.Record, judged.Events), cancellation);

    private async ValueTask<(RecordedRecord Record, IReadOnlyList<OutboundEvent> Events)> JudgeAsync(
        RecordedRecord record, CancellationToken cancellation)
    {
        clock.ShowIn(record.Record.Timestamp);
        return (record, await judge.JudgeAsync(record.Record, cancellation));
    }
}
