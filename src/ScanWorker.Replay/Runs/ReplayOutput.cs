using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Runs;

/// <summary>
/// Makes records of the events that a replay gives: what the topics would hold, had they been empty. Not thread-safe.
/// </summary>
/// <param name="nameOf">Names of the topics.</param>
public sealed class ReplayOutput(Func<OutboundTopic, string> nameOf)
{
    private readonly Dictionary<TopicPartition, long> _next = [];

    /// <param name="outbound">One event.</param>
    /// <param name="source">The record that it comes from; its partition and time are the event's.</param>
    public RecordedRecord Compose(OutboundEvent outbound, InboundRecord source)
    {
        var partition = new TopicPartition(nameOf(outbound.Topic), source.Position.TopicPartition.Partition);
        var offset = _next.GetValueOrDefault(partition);
        _next[partition] = offset + 1;
        return new RecordedRecord(
            new InboundRecord(
                new RecordPosition(partition, offset), source.Timestamp, outbound.Key, outbound.Value,
                outbound.Headers),
            TimestampKind.Create);
    }
}
