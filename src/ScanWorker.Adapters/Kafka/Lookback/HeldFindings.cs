using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Findings that wait until all of a topic is read: what was decided anew stands behind what it supersedes. Takes no
/// more memory than it may. Not thread-safe.
/// </summary>
/// <param name="bytesMax">How much the events of held findings may take.</param>
internal sealed class HeldFindings(long bytesMax)
{
    private readonly SortedDictionary<(string Topic, int Partition), Queue<LookedUpload>> _held = [];
    private readonly Dictionary<TopicPartition, long> _left = [];
    private long _bytes;

    /// <summary>By partition, the offset from which on findings were left, as there was no more room.</summary>
    public IReadOnlyDictionary<TopicPartition, long> Left => _left;

    /// <summary>Those of one partition after the other, in order.</summary>
    public IEnumerable<LookedUpload> All => _held.Values.SelectMany(held => held);

    public void Add(LookedUpload looked)
    {
        var partition = looked.Position.TopicPartition;
        if (_left.ContainsKey(partition))
        {
            return;
        }

        if (_bytes >= bytesMax)
        {
            _left[partition] = looked.Position.Offset;
            return;
        }

        _bytes += looked.Finding.SizeBytes;
        var key = (partition.Topic, partition.Partition);
        if (!_held.TryGetValue(key, out var held))
        {
            _held[key] = held = [];
        }

        held.Enqueue(looked);
    }

    /// <summary>Up to where a partition owes nothing that is not emitted yet.</summary>
    /// <param name="partition">Of the topic of verdicts.</param>
    /// <param name="read">The offset up to which it was looked.</param>
    public long SettledIn(TopicPartition partition, long read) =>
        _held.TryGetValue((partition.Topic, partition.Partition), out var held) && held.TryPeek(out var first)
            ? first.Position.Offset
            : _left.GetValueOrDefault(partition, read);
}
