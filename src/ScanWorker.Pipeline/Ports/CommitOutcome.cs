using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Ports;

/// <summary>What became of a batch. Closed.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>Written, with its offsets.</summary>
    public sealed record Committed : CommitOutcome;

    /// <summary>Not written. The same results may be committed again, with the group's newer state.</summary>
    /// <param name="Cause">A closed word for logs and metrics.</param>
    public sealed record Aborted(string Cause) : CommitOutcome;

    /// <summary>Not written: one of the events is larger than the broker takes.</summary>
    public sealed record TooLarge : CommitOutcome;

    /// <summary>
    /// It was not known whether it had been written, so the group was asked once nothing could change any more.
    /// </summary>
    /// <param name="Cause">A closed word for logs and metrics.</param>
    /// <param name="Next">By partition, the offset that the group stands at; absent where it has none.</param>
    public sealed record Settled(string Cause, ImmutableDictionary<TopicPartition, long> Next) : CommitOutcome;
}
