using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Ports;

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

    /// <summary>
    /// The group's state as of now, for the transaction that commits offsets: taken afresh for every commit.
    /// </summary>
    object? CurrentGroup();

    /// <summary>
    /// Tells that a transaction with these offsets is committed: the next record to read, by partition.
    /// </summary>
    void OffsetsCommitted(IReadOnlyDictionary<TopicPartition, long> next);

    /// <summary>Leaves the group.</summary>
    void Close();
}
