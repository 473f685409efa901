using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Commands.Sets;

/// <summary>Reads the feedback topic from where the working set left it to its end.</summary>
internal static class FeedbackTopic
{
    /// <param name="kafka">The broker and the topic's name.</param>
    /// <param name="workingSet">Open to write.</param>
    /// <param name="intake">Takes the records.</param>
    /// <param name="startsOver">Read all of it, whatever was read before.</param>
    /// <param name="tell">For what a person should know of it.</param>
    /// <param name="cancellation">Ends the reading; what is not complete by then is read again.</param>
    /// <exception cref="InvalidDataException">The topic has been made anew.</exception>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The broker does not answer.</exception>
    public static void Read(
        KafkaOptions kafka, WorkingSet workingSet, FeedbackIntake intake, bool startsOver, Action<string> tell,
        CancellationToken cancellation)
    {
        var topic = kafka.Topics.Feedback;
        var range = new TopicRange
        {
            Positions = startsOver ? new Dictionary<TopicPartition, long>()
                : workingSet.State.FeedbackPositions.Where(at => at.Key.Topic == topic)
                    .ToDictionary(at => new TopicPartition(at.Key.Topic, at.Key.Partition), at => at.Value),
        };
        using var reader = new TopicRangeReader(kafka, topic, range);
        if (reader.BeyondEnd.Count > 0)
        {
            throw new InvalidDataException(
                $"Topic '{topic}' ends before the position already read: it has been recreated. Read all of it with "
                    + "'sets feedback --start-over'.");
        }

        if (reader.Missed > 0)
        {
            tell(
                $"{reader.Missed} offsets of '{topic}' had expired before they were read; the decisions "
                    + "in them are lost.");
        }

        foreach (var recorded in reader.ReadToEnd(cancellation))
        {
            intake.Take(recorded.Record);
        }
    }
}
