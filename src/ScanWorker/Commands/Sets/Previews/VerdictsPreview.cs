using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Adapters.WorkingSets.Contents;
using ScanWorker.Commands.Recordings;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Commands.Sets.Previews;

/// <summary>How many recorded verdicts would change with other contents of the set.</summary>
/// <remarks>
/// Each is judged twice by its fingerprints, with the content before and after, so that only this change counts, and
/// not what has happened since the verdict. Late verdicts are left out: they are of uploads that have one already.
/// </remarks>
/// <param name="policy">Judges both.</param>
/// <param name="last">How many of the last verdicts count.</param>
internal sealed class VerdictsPreview(VerdictPolicy policy, int last)
{
    private readonly Queue<(long Number, VerdictChange Change)> _changes = [];
    private long _verdicts;

    /// <param name="recording">Recorded verdicts.</param>
    /// <param name="before">The set's segments as they are.</param>
    /// <param name="after">As they would be.</param>
    /// <param name="error">For what is wrong with the recording.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync(
        FileInfo recording,
        ImmutableArray<Segment> before,
        ImmutableArray<Segment> after,
        TextWriter error,
        CancellationToken cancellation)
    {
        var was = HashSetAssembler.Build(before, live: null);
        var (old, now) = (JudgeOf(was), JudgeOf(HashSetAssembler.Build(after, was)));
        var problems = new RecordingProblems();

        // What is near no entry that differs is judged alike.
        var screen = ScreenMaker.Of(
            HashIndex.Build(ContentChange.Between(before, after)
                .SelectMany(diff => new[] { diff.Before, diff.After }).OfType<Entry>()
                .Select((entry, number) => entry with { EntryId = number.ToString(CultureInfo.InvariantCulture) })),
            policy);
        var blocks = new VerdictBlocks<VerdictChange>(
            (record, verdict) => Compare(old, now, verdict, record.Record.Timestamp), screen, problems);
        await blocks.RunAsync(
            recording.FullName, Environment.ProcessorCount, TimeProvider.System, one => Keep(blocks.Count, one),
            cancellation);
        _verdicts = Math.Min(blocks.Count, last);
        DropBefore(blocks.Count);
        await problems.TellAsync(error);
        blocks.RequireAny(recording);
    }

    public void Print(SetsOutput output)
    {
        var rows = _changes.GroupBy(pair => pair.Change).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key.Before, StringComparer.Ordinal)
            .ThenBy(group => group.Key.After, StringComparer.Ordinal).Select(group => (
                new JsonObject
                {
                    ["type"] = "verdicts",
                    ["before"] = group.Key.Before,
                    ["after"] = group.Key.After,
                    ["count"] = group.Count(),
                    ["of"] = _verdicts,
                },
                (string[])[group.Key.Before, group.Key.After,
                    group.Count().ToString("N0", CultureInfo.InvariantCulture)])).ToList();
        output.Table(["verdict before", "verdict after", "uploads"], rows, "No verdict would change.");
        if (!output.IsJson)
        {
            output.Line([], string.Create(
                CultureInfo.InvariantCulture,
                $"{_changes.Count:N0} of the last {_verdicts:N0} recorded verdicts would change."));
        }
    }

    private FingerprintJudge JudgeOf(HashIndex index) => new(
        new LoadedHashSet(
            index, new HashSetManifest("preview", 0, 0, DateTimeOffset.UnixEpoch, [], []), DateTimeOffset.UnixEpoch),
        policy, new SearchPlanner());

    private static VerdictChange? Compare(
        FingerprintJudge old, FingerprintJudge now, VerdictEvent verdict, DateTimeOffset at)
    {
        if (verdict.Decision is not null)
        {
            return null;
        }

        var change = new VerdictChange(Text(old.Judge(verdict, at)), Text(now.Judge(verdict, at)));
        return change.Before == change.After ? null : change;
    }

    private static string Text(Verdict verdict) => $"{KebabCase.Of(verdict.Kind)}, {KebabCase.Of(verdict.Action)}";

    private void Keep(long number, VerdictChange one)
    {
        _changes.Enqueue((number, one));
        DropBefore(number);
    }

    private void DropBefore(long count)
    {
        while (_changes.TryPeek(out var first) && first.Number <= count - last)
        {
            _ = _changes.Dequeue();
        }
    }
}

/// <summary>What a verdict would be with either content.</summary>
internal sealed record VerdictChange(string Before, string After);
