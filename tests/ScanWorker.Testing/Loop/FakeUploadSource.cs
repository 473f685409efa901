using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Testing.Loop;

/// <summary>
/// A partitioned log with one member, played by a test. Rebalances happen within a poll, as with a real client.
/// </summary>
internal sealed class FakeUploadSource : IUploadSource
{
    private readonly LinkedList<InboundRecord> _records = new();
    private readonly Queue<Action<IAssignmentListener>> _rebalances = new();
    private IAssignmentListener? _listener;

    public bool IsPaused { get; private set; }

    public HashSet<TopicPartition> PausedPartitions { get; } = [];

    public bool IsClosed { get; private set; }

    /// <summary>How often <see cref="CurrentGroup"/> was asked.</summary>
    public int GroupReads { get; private set; }

    /// <summary>What the next poll throws, once.</summary>
    public Exception? Failure { get; set; }

    public void Append(TopicPartition partition, long offset, string value) => _records.AddLast(new InboundRecord(
        new RecordPosition(partition, offset), DateTimeOffset.UnixEpoch, null,
        System.Text.Encoding.UTF8.GetBytes(value), []));

    public void Assign(params TopicPartition[] partitions) =>
        _rebalances.Enqueue(listener => listener.Assigned(partitions));

    public void Revoke(params TopicPartition[] partitions) =>
        _rebalances.Enqueue(listener =>
        {
            listener.Revoked(partitions);
            PausedPartitions.ExceptWith(partitions);
        });

    public void Lose(params TopicPartition[] partitions) =>
        _rebalances.Enqueue(listener =>
        {
            listener.Lost(partitions);
            PausedPartitions.ExceptWith(partitions);
        });

    public void End(TopicPartition partition, long next) =>
        _rebalances.Enqueue(listener => listener.Ended(partition, next));

    public void Open(IAssignmentListener listener) => _listener = listener;

    public InboundRecord? Poll(TimeSpan wait)
    {
        if (Failure is { } failure)
        {
            Failure = null;
            throw failure;
        }

        while (_listener is not null && _rebalances.TryDequeue(out var rebalance))
        {
            rebalance(_listener);
        }

        for (var node = IsPaused ? null : _records.First; node is not null; node = node.Next)
        {
            if (!PausedPartitions.Contains(node.Value.Position.TopicPartition))
            {
                _records.Remove(node);
                return node.Value;
            }
        }

        return null;
    }

    public void Pause() => IsPaused = true;

    public void Resume() => IsPaused = false;

    public void Pause(TopicPartition partition) => PausedPartitions.Add(partition);

    public void Resume(TopicPartition partition) => PausedPartitions.Remove(partition);

    public object? CurrentGroup() => ++GroupReads;

    public void Close() => IsClosed = true;

    public void Dispose() => Close();
}
