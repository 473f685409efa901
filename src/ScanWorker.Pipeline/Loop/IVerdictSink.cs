using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Loop;

/// <summary>
/// Writes events and offsets in one transaction. Every member is called by the committer thread alone.
/// </summary>
public interface IVerdictSink : IDisposable
{
    /// <summary>
    /// Gets ready to commit and settles what an earlier instance left open. Waits as long as the broker is away.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    void Open(CancellationToken stopping);

    /// <summary>Writes the batch, whole or not at all.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>; the batch may have been
    /// written.</exception>
    /// <exception cref="TwinException">Another live worker has our identity.</exception>
    /// <exception cref="RecordsSkippedException">Of an unproven partition, there are records between where the group
    /// stands and where the batch begins.</exception>
    CommitOutcome Commit(OutboundBatch batch, CancellationToken stopping);
}

/// <summary>Events and the offsets that they settle: one transaction.</summary>
/// <param name="Events">In the order to be written.</param>
/// <param name="Next">By partition, the offset of the next record to read.</param>
/// <param name="Group">The group's state, from <see cref="IUploadSource.CurrentGroup"/>, taken when the batch was
/// made.</param>
public sealed record OutboundBatch(
    ImmutableArray<OutboundEvent> Events, ImmutableDictionary<TopicPartition, long> Next, object? Group)
{
    /// <summary>
    /// By partition, the first offset of those of which nothing was committed since they were assigned, or the end of
    /// the log where no record came: where the client began to read them is not taken on trust.
    /// </summary>
    public ImmutableDictionary<TopicPartition, long> Unproven { get; init; } =
        ImmutableDictionary<TopicPartition, long>.Empty;
}

/// <summary>What became of a batch. Closed.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>Written, with its offsets.</summary>
    public sealed record Committed : CommitOutcome;

    /// <summary>Not written. The same results may be committed again, with the group's newer state.</summary>
    /// <param name="Cause">For logs and health: the broker's word for it, and the topic where one is to blame.</param>
    public sealed record Aborted(string Cause) : CommitOutcome;

    /// <summary>Not written: one of the events is larger than the broker takes.</summary>
    public sealed record TooLarge : CommitOutcome;

    /// <summary>Not written: of an unproven partition, the group stands behind where the batch begins.</summary>
    /// <param name="Next">By partition, the offset that the group stands at; those alone that were overtaken.</param>
    public sealed record Overtaken(ImmutableDictionary<TopicPartition, long> Next) : CommitOutcome;

    /// <summary>
    /// It was not known whether it had been written, so the group was asked once nothing could change any more.
    /// </summary>
    /// <param name="Cause">For logs and health: the broker's word for it, and the topic where one is to blame.</param>
    /// <param name="Next">By partition, the offset that the group stands at; absent where it has none.</param>
    public sealed record Settled(string Cause, ImmutableDictionary<TopicPartition, long> Next) : CommitOutcome;
}

/// <summary>
/// Another live worker has the same transactional id: two of them would fence each other without end.
/// </summary>
public sealed class TwinException(string message, Exception? innerException = null) : Exception(
    message, innerException);

/// <summary>
/// The client began to read a partition behind where the group stands, and there are records in between, which would
/// never be judged. Whoever starts anew reads them.
/// </summary>
public sealed class RecordsSkippedException(string message) : Exception(message);
