namespace ScanWorker.Pipeline.Events;

/// <summary>Where a record stands.</summary>
public readonly record struct RecordPosition(TopicPartition TopicPartition, long Offset)
{
    public override string ToString() => $"{TopicPartition}@{Offset}";
}
