using System.Globalization;
using ScanWorker.Adapters.CloudEvents;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
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
    public static async Task<IEnumerable<Opinion>> OfRecordingsAsync(
        IReadOnlyList<FileInfo> files, bool isStrict, TextWriter error, CancellationToken cancellation)
    {
        var opinions = new List<Opinion>();
        var malformed = 0L;
        foreach (var input in files.Select(file => new ReplayInput([file], isStrict)))
        {
            malformed += Take(input.Read(), opinions, cancellation);
            await input.TellProblemsAsync(error);
        }

        return await ConcludeAsync(opinions, malformed, error);
    }

    /// <summary>As <see cref="OfRecordingsAsync"/>, of the topic of feedback as it is now.</summary>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The broker cannot be reached, or there is no such
    /// topic.</exception>
    public static async Task<IEnumerable<Opinion>> OfTopicAsync(
        KafkaOptions kafka, TextWriter error, CancellationToken cancellation)
    {
        using var reader = new TopicRangeReader(kafka, kafka.Topics.Feedback, new TopicRange());
        var opinions = new List<Opinion>();
        var malformed = Take(reader.ReadToEnd(cancellation), opinions, cancellation);
        return await ConcludeAsync(opinions, malformed, error);
    }

    private static long Take(
        IEnumerable<RecordedRecord> records, List<Opinion> opinions, CancellationToken cancellation)
    {
        var (reader, malformed) = (new CloudEventFeedbackReader(TimeProvider.System), 0L);
        foreach (var recorded in records)
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

        return malformed;
    }

    private static async Task<IEnumerable<Opinion>> ConcludeAsync(
        List<Opinion> opinions, long malformed, TextWriter error)
    {
        if (malformed > 0)
        {
            await error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"scanworker: records that are not feedback, and not counted: {malformed}."));
        }

        return OpinionBook.Empty.With(opinions).Opinions;
    }
}
