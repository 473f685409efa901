using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Commands.Sets;

/// <summary>Looks up in verdicts at which distance reviewed matches were, where feedback does not say.</summary>
internal static class MatchDistances
{
    /// <param name="matches">Those that lack a distance are completed.</param>
    /// <param name="verdicts">Read once; what is no verdict is passed over.</param>
    /// <param name="problems">Receives how many of them list only part of their matches, and not the one
    /// wanted.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IReadOnlyList<ReviewedMatch> Complete(
        IReadOnlyList<ReviewedMatch> matches, IEnumerable<RecordedRecord> verdicts, RecordingProblems problems,
        CancellationToken cancellation)
    {
        var wanted = matches.Where(match => match.Distance is null)
            .ToDictionary(match => (match.Entry, match.Upload), MatchData? (_) => null);
        var uploads = wanted.Keys.Select(key => key.Upload).ToHashSet(StringComparer.Ordinal);
        foreach (var record in verdicts)
        {
            cancellation.ThrowIfCancellationRequested();
            if (OutcomeReader.ReadVerdict(record.Record) is not { Verdict: VerdictKind.Match } verdict
                || Opinion.DigestOf(verdict.UploadId) is var upload && !uploads.Contains(upload))
            {
                continue;
            }

            foreach (var match in verdict.Matches)
            {
                var key = (new EntryKey(match.Bank, match.Source, match.EntryId), upload);
                if (wanted.ContainsKey(key))
                {
                    wanted[key] = match;
                }
            }

            problems.NoteVerdict(verdict.MatchesCapped == true
                && wanted.Any(match => match.Key.Upload == upload && match.Value is null));
        }

        return
        [
            .. matches.Select(match => wanted.GetValueOrDefault((match.Entry, match.Upload)) is { } found
                ? match with { IsExact = found.Kind == MatchKind.Exact, Distance = DistanceOf(found) } : match),
        ];
    }

    // Of the frames of a video no distance of pictures can be learnt.
    private static int? DistanceOf(MatchData match) =>
        match.Algorithm == VideoFrames.AlgorithmId ? null : match.Distance;
}
