using ScanWorker.Commands.Recordings;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Commands.Sets.Finding;

/// <summary>How many recorded verdicts name each entry.</summary>
internal sealed class MatchCounts
{
    private readonly Dictionary<EntryKey, long> _counts = [];

    /// <exception cref="RecordingException">There is no such file, or no verdict in it.</exception>
    public static async Task<MatchCounts> ReadAsync(
        FileInfo recording, TextWriter error, CancellationToken cancellation)
    {
        ReplayInput.Check([recording]);
        var (counts, problems) = (new MatchCounts(), new RecordingProblems(isStrict: false));
        var blocks = new VerdictBlocks<VerdictEvent>(
            (_, verdict) => verdict.Matches.Count > 0 ? verdict : null, screen: null, problems);
        await blocks.RunAsync(
            recording.FullName, Environment.ProcessorCount, TimeProvider.System, counts.Add, cancellation);
        await problems.TellAsync(error);
        blocks.RequireAny(recording);
        return counts;
    }

    public long Of(EntryKey key) => _counts.GetValueOrDefault(key);

    // An entry that matches by several hashes is named several times.
    private void Add(VerdictEvent verdict)
    {
        foreach (var key in verdict.Matches.Select(match => new EntryKey(match.Bank, match.Source, match.EntryId))
            .Distinct())
        {
            _counts[key] = Of(key) + 1;
        }
    }
}
