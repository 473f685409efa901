using System.Globalization;
using ScanWorker.Adapters.CloudEvents;
using ScanWorker.Commands.Recordings;
using ScanWorker.Matching.Feedback;
using ScanWorker.Pipeline.Feedback;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Commands.Reports;

/// <summary>Reads what reviewers decided: of each on a match the last word.</summary>
internal static class ReviewCounting
{
    /// <param name="files">In any order.</param>
    /// <param name="isStrict">The first line that is wrong ends the reading.</param>
    /// <param name="error">Is told what was left out.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RecordingException">A line is wrong and reading is strict.</exception>
    public static async Task<IEnumerable<Opinion>> ReadAsync(
        IReadOnlyList<FileInfo> files, bool isStrict, TextWriter error, CancellationToken cancellation)
    {
        var (reader, opinions, malformed) = (new CloudEventFeedbackReader(), new List<Opinion>(), 0L);
        foreach (var input in files.Select(file => new ReplayInput([file], isStrict)))
        {
            foreach (var recorded in input.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                if (reader.Read(recorded.Record) is FeedbackReading.Given given)
                {
                    opinions.Add(given.Opinion);
                }
                else
                {
                    malformed++;
                }
            }

            await input.TellProblemsAsync(error);
        }

        if (malformed > 0)
        {
            await error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"scanworker: records that are not feedback, and not counted: {malformed}."));
        }

        return OpinionBook.Empty.With(opinions).Opinions;
    }
}
