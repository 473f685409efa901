using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.Loop;

/// <summary>Where upload records come from. Every member is called by the poll thread alone.</summary>
public interface IUploadSource : IDisposable
{
    /// <summary>
    /// Joins the group. <paramref name="listener"/> is called from within <see cref="Poll"/> and <see cref="Close"/>
    /// only.
    /// </summary>
    void Open(IAssignmentListener listener);

    /// <summary>The next record, or null when none came within <paramref name="wait"/>.</summary>
    /// <exception cref="SourceUnavailableException">The broker failed in a way that may pass; poll again.</exception>
    InboundRecord? Poll(TimeSpan wait);

    /// <summary>Stops records from coming, partitions that are assigned later included. Polling must go on.</summary>
    void Pause();

    void Resume();

    /// <summary>Stops records of one assigned partition from coming, until it is resumed or no longer ours.</summary>
    void Pause(TopicPartition partition);

    void Resume(TopicPartition partition);

    /// <summary>
    /// The group's state as of now, for the transaction that commits offsets: taken afresh for every commit.
    /// </summary>
    object? CurrentGroup();

    /// <summary>Leaves the group.</summary>
    void Close();
}

/// <summary>Hears of rebalances and of ends, on the poll thread. Never throws.</summary>
public interface IAssignmentListener
{
    /// <summary>
    /// Everything before <paramref name="next"/> has been handed over, be it records or what is none, such as
    /// transaction markers; the log ends there for now.
    /// </summary>
    void Ended(TopicPartition partition, long next);

    void Assigned(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>The partitions go to another worker; what is ready may still be committed, within a bound.</summary>
    void Revoked(IReadOnlyCollection<TopicPartition> partitions);

    /// <summary>The partitions are another worker's already: nothing of them may be committed.</summary>
    void Lost(IReadOnlyCollection<TopicPartition> partitions);
}
