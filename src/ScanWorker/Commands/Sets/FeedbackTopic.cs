using System.Collections.Immutable;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Commands.Sets;

/// <summary>The feedback topic from where the working set left it to its end, batch by batch.</summary>
/// <remarks>It waits for the broker alone: whoever reads it need not hold the working set meanwhile.</remarks>
internal sealed class FeedbackTopic : IDisposable
{
    private readonly TopicRangeReader _reader;

    /// <param name="kafka">The broker and the topic's name.</param>
    /// <param name="positions">How far it was read; nothing of it is read again.</param>
    /// <param name="tell">For what a person should know of it.</param>
    /// <exception cref="InvalidDataException">The topic has been made anew.</exception>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The broker does not answer.</exception>
    public FeedbackTopic(
        KafkaOptions kafka, ImmutableDictionary<(string Topic, int Partition), long> positions, Action<string> tell)
    {
        var topic = kafka.Topics.Feedback;
        _reader = new TopicRangeReader(kafka, topic, new TopicRange
        {
            Positions = positions.Where(at => at.Key.Topic == topic)
                .ToDictionary(at => new TopicPartition(at.Key.Topic, at.Key.Partition), at => at.Value),
        });
        if (_reader.BeyondEnd.Count > 0)
        {
            _reader.Dispose();
            throw new InvalidDataException(
                $"Topic '{topic}' ends before the position already read: it has been recreated. Read all of it with "
                    + "'sets feedback --start-over'.");
        }

        if (_reader.Missed > 0)
        {
            tell(
                $"{_reader.Missed} offsets of '{topic}' had expired before they were read; the decisions "
                    + "in them are lost.");
        }
    }

    /// <returns>The next records, as many as one record of the journal takes; none at the end.</returns>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">The broker went away.</exception>
    public IReadOnlyList<InboundRecord> ReadBatch(CancellationToken cancellation) =>
        [.. _reader.ReadToEnd(cancellation).Take(FeedbackIntake.BatchMax).Select(recorded => recorded.Record)];

    public void Dispose() => _reader.Dispose();
}
