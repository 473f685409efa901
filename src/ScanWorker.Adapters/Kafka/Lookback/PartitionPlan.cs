using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Which partitions an instance has to work at, and whether all are done, whoever did them. Pure; not thread-safe.
/// </summary>
/// <remarks>
/// All are done when each has come to the end that the instance fixed when it began. Whoever waits for another's
/// partition has fixed a later end than its owner. Ends are fixed one after the other, so two may wait for each other:
/// an instance that has nothing else to do works at its own partitions as far as they reach by then.
/// </remarks>
/// <param name="ends">By partition, where it ended when the instance began.</param>
internal sealed class PartitionPlan(IReadOnlyDictionary<TopicPartition, long> ends)
{
    private readonly Dictionary<TopicPartition, long> _reached = [];
    private readonly Dictionary<TopicPartition, long> _stale = [];
    private readonly Dictionary<TopicPartition, DateTimeOffset> _restsUntil = [];
    private readonly Dictionary<TopicPartition, long> _further = [];
    private readonly HashSet<TopicPartition> _atWork = [];
    private HashSet<TopicPartition> _mine = [];

    /// <summary>Nothing is left to wait for.</summary>
    public bool IsDone => ends.Keys.All(partition => LeftIn(partition) <= 0);

    /// <summary>About how many records are in its own partitions that it has still to begin with.</summary>
    public long Waiting => _mine.Where(partition => !_atWork.Contains(partition)).Sum(
        partition => Math.Max(LeftIn(partition), 0));

    /// <param name="mine">Partitions that are its own from now on; others are not.</param>
    /// <returns>Those that it works at and that are another's by now.</returns>
    public IReadOnlyCollection<TopicPartition> Assign(IEnumerable<TopicPartition> mine)
    {
        _mine = [.. mine.Where(ends.ContainsKey)];
        return [.. _atWork.Where(partition => !_mine.Contains(partition))];
    }

    /// <summary>
    /// How far a partition had come when the instance began, asked before the ends. What lies behind its end was kept
    /// of a topic that has been made anew, and says nothing.
    /// </summary>
    public void NoteFirst(TopicPartition partition, long offset)
    {
        if (offset > ends.GetValueOrDefault(partition))
        {
            _stale[partition] = offset;
        }

        Note(partition, offset);
    }

    /// <summary>A partition has come to an offset, by this instance or by another.</summary>
    public void Note(TopicPartition partition, long offset)
    {
        if (offset > _reached.GetValueOrDefault(partition)
            && !(_stale.TryGetValue(partition, out var stale) && stale == offset))
        {
            _reached[partition] = offset;
        }
    }

    /// <summary>It waits for partitions of others, and has nothing to do meanwhile.</summary>
    public bool IsIdle => _atWork.Count == 0 && !IsDone && _mine.All(partition => OpenIn(partition) <= 0);

    /// <summary>Its own partitions.</summary>
    public IReadOnlyCollection<TopicPartition> Mine => _mine;

    /// <summary>A partition of its own ends further on by now: it is worked at so far, for whoever waits for
    /// that.</summary>
    public void Extend(TopicPartition partition, long end) => _further[partition] = end;

    /// <param name="now">By the clock.</param>
    /// <returns>Its own partitions to begin with, the longest first.</returns>
    public IReadOnlyList<TopicPartition> Due(DateTimeOffset now) =>
    [
        .. _mine.Where(partition => !_atWork.Contains(partition) && OpenIn(partition) > 0
                && !(_restsUntil.TryGetValue(partition, out var until) && until > now))
            .OrderByDescending(OpenIn).ThenBy(partition => partition.Partition),
    ];

    public void Begin(TopicPartition partition) => _atWork.Add(partition);

    /// <summary>Nobody works at it any more, and nobody begins with it before a time.</summary>
    public void End(TopicPartition partition, DateTimeOffset restsUntil)
    {
        _ = _atWork.Remove(partition);
        _restsUntil[partition] = restsUntil;
    }

    private long OpenIn(TopicPartition partition) =>
        Math.Max(ends[partition], _further.GetValueOrDefault(partition)) - _reached.GetValueOrDefault(partition);

    private long LeftIn(TopicPartition partition) => ends[partition] - _reached.GetValueOrDefault(partition);
}
