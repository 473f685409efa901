using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Which records of a topic are to be read. Without anything: all that are there when reading starts.
/// </summary>
public sealed record TopicRange
{
    /// <summary>Records of that time and later; null: from the earliest.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Records before that time; null: to where the topic ends when reading starts.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Null: all.</summary>
    public IReadOnlyCollection<int>? Partitions { get; init; }

    /// <summary>Where partitions begin that were read before; goes before <see cref="From"/>.</summary>
    public IReadOnlyDictionary<TopicPartition, long> Positions { get; init; } = new Dictionary<TopicPartition, long>();

    /// <summary>
    /// Where partitions end, also if what is before that is not committed yet: then it is waited for. Goes before
    /// <see cref="Until"/>.
    /// </summary>
    public IReadOnlyDictionary<TopicPartition, long> Ends { get; init; } = new Dictionary<TopicPartition, long>();
}
