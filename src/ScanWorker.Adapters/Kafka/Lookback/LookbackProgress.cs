using System.Collections.Immutable;
using Confluent.Kafka;
using ScanWorker.Adapters.Kafka.Metadata;
using ScanWorker.Pipeline.Health;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Where the topic of verdicts ends, and how far a look back has come in it: the offsets of a consumer group of the
/// look back's own. Thread-safe.
/// </summary>
internal sealed class LookbackProgress : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly KafkaOptions _kafka;
    private readonly GroupOffsets _final;
    private readonly GroupOffsets _current;
    private readonly string _group;

    /// <param name="kafka">The broker and the topics.</param>
    /// <param name="group">Whose offsets are the progress.</param>
    public LookbackProgress(KafkaOptions kafka, string group)
    {
        (_kafka, _group) = (kafka, group);
        _final = new GroupOffsets(kafka, group);
        _current = new GroupOffsets(kafka, group, isPatient: false);
    }

    private string Unknown => $"How far '{_group}' has come cannot be read";

    /// <summary>What a transaction needs to know to carry progress.</summary>
    public IConsumerGroupMetadata Group => _final.Group;

    /// <summary>
    /// The latest version before one, of so many, whose look back is known to have come to its end; where none is, the
    /// one before the first that was begun with. What one that was interrupted has not looked at is looked at by the
    /// next, and all instances that begin with the next ask the same.
    /// </summary>
    /// <param name="kafka">The broker and the topics.</param>
    /// <param name="jobOf">The look back of a version.</param>
    /// <param name="version">The latest there is.</param>
    /// <param name="versionsMax">How many are asked for.</param>
    /// <returns>Null: no look back is known.</returns>
    /// <exception cref="SourceUnavailableException">There is no topic of verdicts, or no broker.</exception>
    public static long? LastDone(KafkaOptions kafka, Func<long, LookbackJob> jobOf, long version, int versionsMax)
    {
        long? begun = null;
        for (var earlier = version; earlier > Math.Max(version - versionsMax, 0); earlier--)
        {
            var job = jobOf(earlier);
            if (earlier < version && IsKnown(kafka, job.DoneGroupOf(kafka)))
            {
                return earlier;
            }

            begun = IsKnown(kafka, job.ProgressGroupOf(kafka)) ? earlier : begun;
        }

        return begun - 1;
    }

    /// <exception cref="SourceUnavailableException">There is no topic of verdicts, or no broker.</exception>
    public ImmutableArray<TopicPartition> Partitions() => Ask(
        $"Topic '{_kafka.Topics.Verdicts}' cannot be read",
        () => _current.ExistingPartitionsOf(_kafka.Topics.Verdicts, Patience));

    /// <summary>
    /// How far it has come, as far as that is committed by now: what a member that died has left open is not waited
    /// for.
    /// </summary>
    /// <returns>A partition in which nothing was looked at is absent.</returns>
    /// <exception cref="SourceUnavailableException">The broker does not answer.</exception>
    public ImmutableDictionary<TopicPartition, long> Committed(IEnumerable<TopicPartition> partitions) =>
        Ask(Unknown, () => _current.Committed(partitions, Patience));

    /// <summary>How far it has come in a partition, once its transactional id has been opened.</summary>
    /// <returns>Null: nothing was looked at.</returns>
    /// <exception cref="SourceUnavailableException">The broker does not answer.</exception>
    public long? PositionIn(TopicPartition partition) =>
        Ask(Unknown, () => _final.Committed([partition], Patience)).TryGetValue(partition, out var position)
            ? position
            : null;

    /// <summary>
    /// Behind the last record, whether committed or not: what is committed may stand behind what is still under way,
    /// and is not shown before that has ended.
    /// </summary>
    /// <exception cref="SourceUnavailableException">The broker does not answer.</exception>
    public ImmutableDictionary<TopicPartition, long> Ends(IEnumerable<TopicPartition> partitions) =>
        partitions.ToImmutableDictionary(partition => partition, EndOf);

    /// <inheritdoc cref="Ends"/>
    public long EndOf(TopicPartition partition) =>
        Ask($"Where {partition} ends cannot be read", () => _current.Ends(partition, Patience).End);

    public void Dispose()
    {
        _final.Dispose();
        _current.Dispose();
    }

    private static bool IsKnown(KafkaOptions kafka, string group)
    {
        using var offsets = new GroupOffsets(kafka, group, isPatient: false);
        return Ask(
            $"How far '{group}' has come cannot be read",
            () => !offsets.Committed(
                offsets.ExistingPartitionsOf(kafka.Topics.Verdicts, Patience), Patience).IsEmpty);
    }

    private static T Ask<T>(string problem, Func<T> question)
    {
        try
        {
            return LeaderRetry.Default.Ask(question);
        }
        catch (KafkaException e)
        {
            throw new SourceUnavailableException($"{problem}: {e.Error.Reason}", e);
        }
    }
}
