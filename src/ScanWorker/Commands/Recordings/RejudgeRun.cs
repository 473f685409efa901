using System.Text.Json;
using ScanWorker.Hosting;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Commands.Recordings;

/// <summary>
/// <c>replay --from-verdicts</c>: judges again by fingerprints, and compares with what the verdicts were.
/// </summary>
/// <param name="world">Set and policy.</param>
/// <param name="lanes">Threads.</param>
/// <param name="problems">Receives what is wrong with the recording.</param>
internal sealed class RejudgeRun(ReplayWorld world, int lanes, RecordingProblems problems)
{
    /// <param name="path">Recorded verdicts.</param>
    /// <param name="sink">Receives every verdict as it is now; null: only the differences are wanted.</param>
    /// <param name="differences">Receives what differs from the recorded verdict; null where the sink compares.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>How many verdicts were judged again.</returns>
    public async Task<long> RunAsync(
        FileInfo path, OutcomeSink? sink, DiffView? differences, CancellationToken cancellation)
    {
        var judge = new FingerprintJudge(world.Set, world.Policy, new SearchPlanner());
        var screen = sink is null ? ScreenMaker.Of(world.Set.Index, world.Policy) : null;
        var blocks = new VerdictBlocks<RejudgedVerdict>(
            (record, verdict) => Judge(judge, record, verdict), screen, problems);
        await blocks.RunAsync(
            path.FullName, lanes, TimeProvider.System,
            rejudged =>
            {
                sink?.Add(rejudged.Now);
                AddDifferences(differences, rejudged);
            },
            cancellation);
        blocks.RequireAny(path);
        return blocks.Count;
    }

    private static RejudgedVerdict Judge(FingerprintJudge judge, RecordedRecord record, VerdictEvent verdict)
    {
        var now = judge.Rewrite(verdict, record.Record.Timestamp, ReplayHost.Worker);
        var json = JsonSerializer.SerializeToUtf8Bytes(now, EventJson.Default.VerdictEvent);
        return new RejudgedVerdict(
            OutcomeReader.Of(verdict, record.Record.Header("ce_id")),
            record with { Record = record.Record with { Value = json } });
    }

    private static void AddDifferences(DiffView? differences, RejudgedVerdict rejudged)
    {
        if (differences is null || OutcomeReader.Read(rejudged.Now.Record) is not { } now)
        {
            return;
        }

        foreach (var change in OutcomeDiff.Between(rejudged.Before, now))
        {
            differences.Add(change);
        }
    }
}
