using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Ports;

/// <summary>Hears of rebalances, on the poll thread. Never throws.</summary>
public interface IAssignmentListener
{
    void Assigned(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>The partitions go to another worker; what is ready may still be committed, within a bound.</summary>
    void Revoked(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>The partitions are another worker's already: nothing of them may be committed.</summary>
    void Lost(IReadOnlyCollection<TopicPartition> partitions);
}
