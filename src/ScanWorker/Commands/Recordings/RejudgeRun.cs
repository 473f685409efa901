using ScanWorker.Hosting;
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
        var rejudge = new VerdictRejudge(world.Set, world.Policy, ReplayHost.Worker)
        {
            WritesLines = sink?.WritesLines == true,
            Distances = sink?.Distances,
        };

        // Where the differences alone are wanted, nothing comes of what is near nothing, as it was before.
        var blocks = sink is null
            ? new VerdictBlocks<RejudgedVerdict>(
                rejudge.InFull, ScreenMaker.Of(world.Set.Index, world.Policy), problems)
            : new VerdictBlocks<RejudgedVerdict>(rejudge.InFull, screen: null, problems, rejudge.Quick);
        await blocks.RunAsync(
            path.FullName, lanes, TimeProvider.System,
            rejudged =>
            {
                sink?.Add(rejudged);
                AddDifferences(differences, rejudged);
            },
            cancellation);
        blocks.RequireAny(path);
        return blocks.Count;
    }

    private static void AddDifferences(DiffView? differences, RejudgedVerdict rejudged)
    {
        if (differences is null || rejudged.Now is not { } now)
        {
            return;
        }

        foreach (var change in OutcomeDiff.Between(rejudged.Before, now))
        {
            differences.Add(change);
        }
    }
}
