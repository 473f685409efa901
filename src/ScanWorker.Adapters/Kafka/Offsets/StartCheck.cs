using System.Collections.Immutable;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Adapters.Kafka.Offsets;

/// <summary>Holds where a client began to read partitions against where the group stands. One thread.</summary>
/// <remarks>
/// A client that was assigned a partition while a dead worker's offset for it was neither committed nor aborted, and
/// more partitions a moment later, was seen to begin at the start of the log, as if the group had no offset. One that
/// begins behind the group's offset was never seen; it would pass over uploads without a word. Where the group has no
/// offset, the client's settings say where to begin.
/// </remarks>
/// <param name="options">The broker.</param>
/// <param name="offsets">Of the group.</param>
internal sealed class StartCheck(KafkaOptions options, GroupOffsets offsets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="starts">By partition, the first offset that was read.</param>
    /// <returns>
    /// Where the group stands, of those partitions alone of which it stands behind that offset: what lies before it is
    /// judged already. A group that stands behind the end of the log has been in another one: this one was cut, and all
    /// of it is to be judged.
    /// </returns>
    /// <exception cref="RecordsSkippedException">There are records between where the group stands and a
    /// start.</exception>
    /// <exception cref="Confluent.Kafka.KafkaException">The broker does not answer.</exception>
    /// <exception cref="Pipeline.Health.SourceUnavailableException">Nor does it tell what lies in between.</exception>
    public ImmutableDictionary<TopicPartition, long> OvertakenIn(ImmutableDictionary<TopicPartition, long> starts)
    {
        var stands = offsets.Committed(starts.Keys, Patience);
        foreach (var (partition, stand) in stands.Where(stand => stand.Value < starts[stand.Key]))
        {
            RequireNothingBetween(partition, stand, starts[partition]);
        }

        return stands
            .Where(stand => stand.Value > starts[stand.Key] && stand.Value <= offsets.Ends(stand.Key, Patience).End)
            .ToImmutableDictionary();
    }

    // Transaction markers, compaction and retention leave gaps, which hold nothing to be judged. Asked as the group,
    // which the worker may be.
    private void RequireNothingBetween(TopicPartition partition, long stand, long start)
    {
        using var records = new RecordLookup(options, options.GroupId);
        if (records.FirstFrom(new RecordPosition(partition, stand)) is { } found
            && found.Position.Offset >= stand && found.Position.Offset < start)
        {
            throw new RecordsSkippedException(
                $"{partition} was read from offset {start} on, although the group stands at {stand} and there is a record "
                    + $"at {found.Position.Offset}. Nothing is committed; a worker that starts reads it.");
        }
    }
}
